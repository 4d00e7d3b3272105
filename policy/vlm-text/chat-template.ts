import { Template } from '@huggingface/jinja';

import { PolicyError } from '../errors.ts';

/** A piece of a message as the templates of models that see take it: text, or the place of a picture. */
export type MessagePart = { readonly type: 'text'; readonly text: string } | { readonly type: 'image' };

export interface Message {
  readonly role: 'system' | 'user';
  readonly content: string | readonly MessagePart[];
}

/** Writes a chat as one text, up to where the model begins its answer. */
export type ChatTemplate = (messages: readonly Message[]) => string;

/** A model's own template, in Jinja. Throws `BadPolicyFile` where it cannot be read; what it makes of a chat, where it refuses it. */
export function chatTemplate(source: string): ChatTemplate {
  const template = within(() => new Template(source));
  return (messages) => within(() => template.render({ messages, add_generation_prompt: true }));
}

function within<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new PolicyError('BadPolicyFile', `The chat template cannot be used: ${(error as Error).message}.`);
  }
}

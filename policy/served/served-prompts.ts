import { PolicyError } from '../errors.ts';
import type { ChatPart, ChatQuestion } from '../openai/chat.ts';
import { templateParts } from '../prompt-template.ts';
import type { ReadText } from '../tokenizer.ts';
import type { Message, MessagePart } from '../vlm-text/chat-template.ts';
import { vlmText, type VlmText } from '../vlm-text/vlm-text.ts';
import { pngSize } from './png-size.ts';
import type { ServedConfig } from './served-config.ts';

/** A question as a server is asked it, and the tokens that the model reads of it; null where they cannot be counted here. */
export interface ServedPrompt {
  readonly question: ChatQuestion;
  readonly tokens: number | null;
}

/** Questions to a served policy, by its template. */
export interface ServedPrompts {
  read(text: string): ReadText;
  /** Tokens of a text; null where they cannot be counted here. */
  count(text: string): number | null;
  /** `png` is empty where there is no picture. Throws `BadText` where the text is too long, unless any text may be asked. */
  of(png: Uint8Array, text: string, anyText: boolean): ServedPrompt;
}

/** Throws `BadPolicyFile` where the files of the policy do not belong together, or its longest chat is longer than the model reads. */
export function servedPrompts(config: ServedConfig, tokenizerJson: string): ServedPrompts {
  const reader = readerOf(config, tokenizerJson);
  const limit = config.text?.questionTokens ?? Infinity;
  const parts = templateParts(config.prompt);

  function read(text: string): ReadText {
    return reader ? reader.tokens.read(text, limit) : { tokens: [], unknown: 0, cut: 0 };
  }

  function asked(text: string, anyText: boolean): string {
    const { tokens, cut } = read(text);
    if (!reader || cut === 0) return text;
    if (anyText) return reader.tokens.decode(tokens);
    throw new PolicyError(
      'BadText',
      `The text ${JSON.stringify(text.slice(0, 200))} is ${cut} tokens longer than the policy reads.`,
    );
  }

  function of(png: Uint8Array, text: string, anyText: boolean): ServedPrompt {
    const pieces: readonly ChatPart[] = parts.flatMap((part): readonly ChatPart[] => {
      if (part === '{image}') return png.length === 0 ? [] : [{ png }];
      return [{ text: part === '{question}' ? asked(text, anyText) : part }];
    });
    const question = { model: config.model, system: config.system, parts: joined(pieces) };
    return { question, tokens: reader && reader.read(messagesOf(question), imageTokensOf(question, config)).length };
  }

  if (config.text) {
    const { contextTokens, questionTokens } = config.text;
    const around = reader!.read(
      messagesOf({ ...config, parts: parts.flatMap(emptyPart) }),
      mostImageTokens(config),
    ).length;
    const longest = around + questionTokens + config.maxAnswerTokens;
    if (longest > contextTokens)
      throw new PolicyError(
        'BadPolicyFile',
        `config.json: text.contextTokens is ${contextTokens}, but a chat may have ${longest} tokens: ${around} of template and picture, questionTokens ${questionTokens}, maxAnswerTokens ${config.maxAnswerTokens}.`,
      );
  }
  return { read, count: (text) => reader && reader.tokens.encode(text).length, of };
}

function readerOf({ text, chatTemplate }: ServedConfig, tokenizerJson: string): VlmText | null {
  if (!text) return null;
  if (chatTemplate === null)
    throw new PolicyError('BadPolicyFile', 'config.json states text, but there is no chat template.');
  return vlmText({ tokenizerJson, chatTemplate, imageToken: text.imageToken });
}

const emptyPart = (part: string): readonly ChatPart[] =>
  part === '{question}' ? [] : [part === '{image}' ? { png: new Uint8Array() } : { text: part }];

/** Neighbouring texts as one. */
function joined(parts: readonly ChatPart[]): readonly ChatPart[] {
  const all: ChatPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if ('text' in part && last && 'text' in last) all[all.length - 1] = { text: last.text + part.text };
    else all.push(part);
  }
  return all;
}

const messagePart = (part: ChatPart): MessagePart =>
  'png' in part ? { type: 'image' } : { type: 'text', text: part.text };

/** The chat as a server gives it to the model's template. */
const messagesOf = ({ system, parts }: Pick<ChatQuestion, 'system' | 'parts'>): readonly Message[] => [
  ...(system === null ? [] : [{ role: 'system', content: system } as const]),
  { role: 'user', content: parts.map(messagePart) },
];

const imageTokensOf = ({ parts }: ChatQuestion, { pictures }: ServedConfig): readonly number[] =>
  parts.flatMap((part) => {
    if (!('png' in part)) return [];
    const { width, height } = pngSize(part.png);
    return [(width * height) / pictures!.factor ** 2];
  });

const mostImageTokens = ({ pictures }: ServedConfig): readonly number[] =>
  pictures ? [Math.floor(pictures.maxPixels / pictures.factor ** 2)] : [];

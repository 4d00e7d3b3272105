import type { Policy } from './port.ts';

/** What crosses between a policy's owner and its thread: calls one way, their replies the other, matched by id. */
export interface PolicyCall {
  readonly id: number;
  readonly method: PolicyMethod;
  readonly arguments: readonly unknown[];
}

export type PolicyReply =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: CrossingError };

/** The reply with this id, to no call, says that the policy is ready or why it is not. */
export const readyId = 0;

/** What the thread does; the tokenizer of `answerTokens` and `read` is with the owner too. */
export type PolicyMethod = Exclude<keyof Policy, 'answerTokens' | 'read' | 'needsReference' | 'interrupt'>;

/** An error as plain data: structured cloning would lose the name of our own types. */
export interface CrossingError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export function packError(error: unknown): CrossingError {
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'Error', message: String(error), stack: undefined };
}

export function unpackError({ name, message, stack }: CrossingError): Error {
  return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }) });
}

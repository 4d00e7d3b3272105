import { z } from 'zod';

import type { Reply } from './transport.ts';
import { TinkerError } from './tinker-error.ts';

/** A server may tell more than we read. */
const future = z.object({ request_id: z.union([z.string(), z.number()]).transform(String) });

export const answers = {
  session: z.object({ session_id: z.string() }),
  future,
  model: z.object({ model_id: z.string(), base_model: z.string().optional() }),
  optimiserStep: z.object({ metrics: z.record(z.string(), z.number()).nullish() }),
  saved: z.object({ path: z.string() }),
  weightsInfo: z.object({ base_model: z.string(), lora_rank: z.number().nullish() }),
  nothing: z.unknown(),
} as const;

/** What a future may be before its result is there, or in its place. */
export const notYet = z.object({
  type: z.literal('try_again'),
  queue_state: z.string().optional(),
  queue_state_reason: z.string().nullish(),
});
export const failure = z.object({ error: z.string(), category: z.string().optional() });

export function jsonOf({ isProtobuf, bytes }: Reply, path: string): unknown {
  if (isProtobuf) throw unreadable(path, 'protobuf where JSON is expected');
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    throw unreadable(path, 'text that is no JSON');
  }
}

/** Reads an answer, or throws a {@link TinkerError} that names the field which is not as the protocol has it. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, json: unknown, path: string): z.output<Schema> {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw unreadable(path, `${issue?.path.join('.') || 'an answer'}: ${issue?.message}`);
}

export const unreadable = (path: string, what: string): TinkerError =>
  new TinkerError('unreadable', `The Tinker server's answer to ${path} cannot be read: ${what}.`);

import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

import { z } from 'zod';

import { NoAccess } from './no-access.ts';
import type { Environment } from './secrets.ts';

/** The variable that holds the keys as JSON; with `_FILE` behind it, the path of the file that does. */
export const codecVariable = 'REWARDMAP_CODEC_KEYS';

const keyBytes = 32;
const id = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/);
/** Base64 of 32 bytes, and nothing that a decoder would pass over. */
const key = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
const keyFile = z.strictObject({ current: id, keys: z.record(id, key) });

export type KeyFile = z.infer<typeof keyFile>;

/** Keys by id: new payloads are encrypted by the current one, older ones are read by theirs. */
export interface CodecKeys {
  readonly current: string;
  readonly byId: ReadonlyMap<string, KeyObject>;
}

/** Reads the text of a key file. Throws {@link NoAccess}, which tells where it is from and nothing of what it says. */
export function readKeyFile(text: string, title: string): KeyFile {
  const { data } = keyFile.safeParse(parsed(text));
  if (data && Object.hasOwn(data.keys, data.current)) return data;
  throw new NoAccess(
    `${title} must be {"current": <id>, "keys": {<id>: <base64 of ${keyBytes} bytes>, ...}}, the current one among them; \`rewardmap codec-key\` makes such a file`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its message would show a piece of the text.
    return undefined;
  }
}

/** The keys that an environment gives; undefined where it gives none, and payloads are as Temporal has them. */
export function codecKeys(environment: Environment): CodecKeys | undefined {
  const text = environment[codecVariable];
  if (!text) return undefined;
  const { current, keys } = readKeyFile(text, codecVariable);
  const byId = Object.entries(keys).map(
    ([name, value]) => [name, createSecretKey(Buffer.from(value, 'base64'))] as const,
  );
  return { current, byId: new Map(byId) };
}

/** The file with a new key as the current one; those before it stay, for what they encrypted. */
export function withNewKey(file: KeyFile | undefined): KeyFile {
  const current = `key-${randomBytes(4).toString('hex')}`;
  return { current, keys: { ...file?.keys, [current]: randomBytes(keyBytes).toString('base64') } };
}

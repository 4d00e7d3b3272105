import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

import { codecVariable, type CodecKeys } from './codec-keys.ts';

/** A payload was encrypted by a key that is not at hand. Given the key, what waits for it goes on. */
class CodecKeyMissing extends Error {
  override readonly name = 'CodecKeyMissing';
}

/** A payload does not open by the key that it names: another has that id, or the payload was changed. */
class CodecKeyWrong extends Error {
  override readonly name = 'CodecKeyWrong';
}

/** As Temporal's own samples mark such payloads, and lay them out: nonce, ciphertext, tag. */
const encryptedEncoding = 'binary/encrypted';
const keyField = 'encryption-key-id';
const cipher = 'aes-256-gcm';
const sizes = { nonce: 12, tag: 16 } as const;

/** A payload travels as the bytes of its message, as other codecs of Temporal's users have it. */
const message = proto.temporal.api.common.v1.Payload;

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const text = (of: Uint8Array | null | undefined): string => Buffer.from(of ?? []).toString();

/**
 * Encrypts payloads by AES-256-GCM, each with a nonce of its own, metadata and all; reads those of every key it is given. Without keys it
 * encrypts nothing. A payload that is not encrypted, such as one that the command line sent, is taken as it is.
 */
export function payloadCodec(keys: CodecKeys | undefined): PayloadCodec {
  return {
    encode: async (payloads) => (keys ? payloads.map((payload) => encrypted(payload, keys)) : payloads),
    decode: async (payloads) =>
      payloads.map((payload) =>
        text(payload.metadata?.['encoding']) === encryptedEncoding ? decrypted(payload, keys) : payload,
      ),
  };
}

function encrypted(payload: Payload, { current, byId }: CodecKeys): Payload {
  const nonce = randomBytes(sizes.nonce);
  const sealing = createCipheriv(cipher, byId.get(current)!, nonce, { authTagLength: sizes.tag });
  const sealed = Buffer.concat([
    nonce,
    sealing.update(message.encode(payload).finish()),
    sealing.final(),
    sealing.getAuthTag(),
  ]);
  return {
    metadata: { encoding: bytes(encryptedEncoding), [keyField]: bytes(current) },
    data: new Uint8Array(sealed),
  };
}

function decrypted({ metadata, data }: Payload, keys: CodecKeys | undefined): Payload {
  const id = text(metadata?.[keyField]).slice(0, 100);
  const key = keys?.byId.get(id);
  if (key) return message.decode(opened(data ?? new Uint8Array(0), key, id));
  const known = keys ? `has ${[...keys.byId.keys()].join(', ')}` : 'is not set';
  throw new CodecKeyMissing(`a payload is encrypted by key ${JSON.stringify(id)}: ${codecVariable} here ${known}`);
}

function opened(data: Uint8Array, key: KeyObject, id: string): Uint8Array {
  try {
    const [nonce, tag] = [data.subarray(0, sizes.nonce), data.subarray(-sizes.tag)];
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: sizes.tag });
    opening.setAuthTag(tag);
    return Buffer.concat([opening.update(data.subarray(sizes.nonce, -sizes.tag)), opening.final()]);
  } catch {
    throw new CodecKeyWrong(
      `a payload does not open by key ${JSON.stringify(id)}: ${codecVariable} here has another key of that id, or the payload was changed`,
    );
  }
}

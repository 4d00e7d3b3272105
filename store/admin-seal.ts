import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';

/** One of the ways that MinIO reads: PBKDF2 and AES-256-GCM. */
const way = { code: 2, rounds: 8_192, keyBytes: 32, saltBytes: 32, nonceBytes: 8 } as const;
/** What is longer would need several fragments. */
const mostBytes = 2 ** 14;
const isLast = 0x80;

/**
 * Seals what an administrator tells MinIO, by the secret key: salt, way, nonce and one fragment of the stream that `madmin` writes. Throws
 * for more than 16 KiB.
 */
export function sealedFor(secretKey: string, content: Buffer): Buffer {
  if (content.length >= mostBytes) throw new RangeError(`${content.length} bytes are too many to be sealed at once`);
  const [salt, nonce] = [randomBytes(way.saltBytes), randomBytes(way.nonceBytes)];
  const key = pbkdf2Sync(secretKey, salt, way.rounds, way.keyBytes, 'sha256');
  const sealed = (number: number, text: Buffer, beside: Buffer): Buffer => {
    const numbered = Buffer.alloc(way.nonceBytes + 4);
    nonce.copy(numbered);
    numbered.writeUInt32LE(number, way.nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key, numbered);
    cipher.setAAD(beside);
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  const beside = Buffer.concat([Buffer.from([isLast]), sealed(0, Buffer.alloc(0), Buffer.alloc(0))]);
  return Buffer.concat([salt, Buffer.from([way.code]), nonce, sealed(1, content, beside)]);
}

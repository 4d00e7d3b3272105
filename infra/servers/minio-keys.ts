import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './record.ts';

export interface MinioKeys {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The root keys of the MinIO in a data folder: made once, kept in a file that only its owner reads, never printed. */
export async function minioKeys(dataFolder: string): Promise<MinioKeys> {
  const file = join(dataFolder, 'minio-keys.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as MinioKeys;
  const keys = {
    accessKey: `rewardmap-${randomBytes(4).toString('hex')}`,
    secretKey: randomBytes(24).toString('base64url'),
  };
  await replaceFile(file, `${JSON.stringify(keys)}\n`, 0o600);
  return keys;
}

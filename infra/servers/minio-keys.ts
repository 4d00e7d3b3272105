import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTightFile } from '../../access/tight-file.ts';
import { replaceFile } from './record.ts';

export interface MinioKeys {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The root keys of the MinIO in a data folder, kept as {@link keptKeys}. */
export const minioKeys = (dataFolder: string): Promise<MinioKeys> => keptKeys(dataFolder, 'minio-keys.json');

/**
 * Keys in a file of a data folder: made once, read by its owner alone, never printed. Throws `NoAccess` where others may read that file.
 */
export async function keptKeys(dataFolder: string, name: string): Promise<MinioKeys> {
  const file = join(dataFolder, name);
  if (existsSync(file)) return JSON.parse(readTightFile(file, 'the keys of MinIO')) as MinioKeys;
  const keys = {
    accessKey: `rewardmap-${randomBytes(4).toString('hex')}`,
    secretKey: randomBytes(24).toString('base64url'),
  };
  await replaceFile(file, `${JSON.stringify(keys)}\n`, 0o600);
  return keys;
}

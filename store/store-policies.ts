import { readFile } from 'node:fs/promises';

import type { StorePolicy } from './minio-admin.ts';

/** The bucket that the files speak of. */
const usualBucket = 'rewardmap';
const files = { work: 'minio-policy.json', sweep: 'minio-policy-sweep.json' } as const;

/** What a user of the store is for: `sweep` may remove objects, too. */
export type StoreDuty = keyof typeof files;

/** The policies of duties in a bucket, from the files of a folder; those of a bucket of another name have names of their own. */
export async function storePolicies(
  folder: URL,
  bucket: string,
  duties: readonly StoreDuty[],
): Promise<readonly StorePolicy[]> {
  return Promise.all(
    duties.map(async (duty) => {
      const text = await readFile(new URL(files[duty], folder), 'utf8');
      const rules = text.replaceAll(new RegExp(`(?<=arn:aws:s3:::)${usualBucket}(?=["/])`, 'g'), bucket);
      return { name: `${bucket}-${duty}`, rules: JSON.parse(rules) as object };
    }),
  );
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, inject, test } from 'vitest';

import { storeConnection } from '../../store/connection.ts';
import { openStore } from '../../store/objects.ts';
import { asWorkerUser } from './worker-user.ts';

test('workers reach a MinIO of ours as a user who may not remove records, by the same keys each time', async () => {
  const given: Readonly<Record<string, string>> = { ...inject('servers'), MINIO_BUCKET: 'of-workers' };
  const dataFolder = await mkdtemp(join(tmpdir(), 'worker-user-'));
  try {
    const theirs = await asWorkerUser(dataFolder, given);
    expect(theirs['MINIO_ACCESS_KEY']).not.toBe(given['MINIO_ACCESS_KEY']);
    expect(await asWorkerUser(dataFolder, given)).toEqual(theirs);
    const store = await openStore(storeConnection(theirs));
    await store.writeRecord('runs/a/run.json', { seed: 1 });
    await expect(store.bucket.remove(['runs/a/run.json'])).rejects.toThrow('AccessDenied');
  } finally {
    await rm(dataFolder, { recursive: true });
  }
});

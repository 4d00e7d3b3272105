import { randomUUID } from 'node:crypto';

import fc from 'fast-check';
import { expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { isKey } from '../store/keys.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { hostileName } from './hostile-names.ts';

const opened = (bucket: string): Promise<ObjectStore> => openStore({ ...storeConnection(inject('servers')), bucket });

test('a name that is taken is found again under itself', async () => {
  const store = await opened(`names-${randomUUID()}`);
  let folder = 0;
  await fc.assert(
    fc.asyncProperty(hostileName.filter(isKey), async (name) => {
      folder += 1;
      const key = `names/${folder}/${name}`;
      await store.writeRecord(key, { name });
      expect(await store.readRecord(key)).toEqual({ name });
      expect(await store.listKeys(`names/${folder}/`)).toEqual([key]);
    }),
    { numRuns: 60 },
  );
});

test('a name that is not comes nowhere near the store', async () => {
  const store = await opened(`names-${randomUUID()}`);
  const isNone = (name: string): boolean => !isKey(`names/${name}`);
  await fc.assert(
    fc.asyncProperty(hostileName.filter(isNone), async (name) => {
      const key = `names/${name}`;
      const part = { start: 0, bytes: 1, sha256: '' };
      const ref = { key, sha256: '', bytes: 0 };
      const attempts = [
        store.read(key),
        store.get(ref),
        store.getPart(ref, part),
        store.writeRecord(key, {}),
        store.publish(key, Buffer.from(''), 'txt'),
        store.publishFile(key, '/dev/null', 'txt'),
      ].map((attempt) => attempt.catch((error: Error) => error.name));
      expect(await Promise.all(attempts)).toEqual(attempts.map(() => 'BadName'));
    }),
    { numRuns: 200 },
  );
  expect(await store.listKeys('')).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'minio';
import { beforeAll, describe, expect, inject, test } from 'vitest';

import { storeConnection, type StoreConnection } from './connection.ts';
import { openStore, type ObjectStore } from './objects.ts';
import { runRecords } from './run-records.ts';

let connection: StoreConnection;
let store: ObjectStore;

beforeAll(async () => {
  connection = { ...storeConnection(inject('servers')), bucket: `test-${randomUUID()}` };
  store = await openStore(connection);
});

describe('objects', () => {
  test('are kept under their digest, once', async () => {
    const ref = await store.put(Buffer.from('a map'), 'png');
    expect(ref).toEqual(await store.put(Buffer.from('a map'), 'png'));
    expect(ref.key).toBe(`objects/${ref.sha256.slice(0, 2)}/${ref.sha256}.png`);
    expect(ref.bytes).toBe(5);
    expect((await store.get(ref)).toString()).toBe('a map');
    expect(await store.listKeys('objects/')).toEqual([ref.key]);
  });

  test('that were changed behind our back are named and not trusted', async () => {
    const ref = await store.putJson({ steps: 3 });
    const { bucket, ...options } = connection;
    await new Client(options).putObject(bucket, ref.key, '{"steps":4}');
    await expect(store.get(ref)).rejects.toThrow(`object ${ref.key} has SHA-256`);
    await expect(store.getJson(ref)).rejects.toMatchObject({ name: 'CorruptObject' });
  });

  test('that are gone are named', async () => {
    const ref = { key: 'objects/00/gone.json', sha256: '', bytes: 0 };
    await expect(store.get(ref)).rejects.toThrow(/^object objects\/00\/gone.json is not in bucket test-/);
  });
});

describe('records', () => {
  test('are written by the first writer alone', async () => {
    expect(await store.readRecord('runs/a/run.json')).toBeUndefined();
    expect(await store.writeRecord('runs/a/run.json', { seed: 1 })).toEqual({ seed: 1 });
    expect(await store.writeRecord('runs/a/run.json', { seed: 2 })).toEqual({ seed: 1 });
    expect(await store.readRecord('runs/a/run.json')).toEqual({ seed: 1 });
  });

  test('of many writers at once keep one', async () => {
    const written = await Promise.all(
      Array.from({ length: 8 }, (_, seed) => store.writeRecord('runs/race.json', { seed })),
    );
    expect(new Set(written.map(({ seed }) => seed)).size).toBe(1);
  });
});

describe('records that are damaged', () => {
  const raw = (): Client => {
    const { bucket: _, ...options } = connection;
    return new Client(options);
  };

  test('are named, and stand no more: of many who write then one wins', async () => {
    const key = 'runs/damaged.json';
    await store.writeRecord(key, { seed: 1 });
    const content = (await store.read(key))!;
    content[content.length - 3]! ^= 1;
    await raw().putObject(connection.bucket, key, content);
    await expect(store.readRecord(key)).rejects.toMatchObject({
      name: 'CorruptObject',
      message: expect.stringContaining(`record ${key} is not as it was written`),
    });
    const written = await Promise.all(Array.from({ length: 8 }, (_, seed) => store.writeRecord(key, { seed })));
    expect(new Set(written.map(({ seed }) => seed)).size).toBe(1);
    expect(await store.readRecord(key)).toEqual(written[0]);
  });

  test('and so are those that belong under another name', async () => {
    await store.writeRecord('runs/one.json', { seed: 1 });
    await store.writeRecord('runs/two.json', { seed: 2 });
    await raw().putObject(connection.bucket, 'runs/one.json', (await store.read('runs/two.json'))!);
    await expect(store.readRecord('runs/one.json')).rejects.toMatchObject({ name: 'CorruptObject' });
  });
});

describe('what is published', () => {
  const text = (time: number): Buffer => Buffer.from(`of ${time}`);

  test('is of the latest time that anyone published, however many race', async () => {
    const times = Array.from({ length: 12 }, (_, index) => (index * 5) % 12);
    await Promise.all(times.map((time) => store.publish('runs/report.html', text(time), 'html', time)));
    expect(String(await store.read('runs/report.html'))).toBe('of 11');
    const stands = await store.publish('runs/report.html', text(3), 'html', 3);
    expect(String(await store.get(stands))).toBe('of 11');
    await store.publish('runs/report.html', text(12), 'html', 12);
    expect(String(await store.read('runs/report.html'))).toBe('of 12');
  });

  test('is so from a file, too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rewardmap-objects-'));
    const times = [4, 9, 2, 7];
    await Promise.all(
      times.map(async (time) => {
        await writeFile(join(folder, `${time}`), text(time));
        await store.publishFile('runs/metrics.jsonl', join(folder, `${time}`), 'jsonl', time);
      }),
    );
    expect(String(await store.read('runs/metrics.jsonl'))).toBe('of 9');
    await rm(folder, { recursive: true });
  });

  test('without a time takes the place of whatever is there', async () => {
    await store.publish('runs/name', text(9), 'txt', 9);
    await store.publish('runs/name', text(1), 'txt');
    expect(String(await store.read('runs/name'))).toBe('of 1');
  });
});

describe('run records', () => {
  test('find the newest snapshot at or before a step, and the log entries after it', async () => {
    const records = runRecords(store, 'w/1');
    const weights = await store.put(Buffer.from('w'), 'safetensors');
    for (const step of [0, 4, 12]) {
      await records.writeSnapshot({ step, digest: `d${step}`, weights, optimiser: weights });
    }
    expect(await records.snapshotAtOrBefore(11)).toMatchObject({ step: 4 });
    expect(await records.snapshotAtOrBefore(12)).toMatchObject({ step: 12 });
    expect(await records.newestSnapshot()).toMatchObject({ step: 12 });
    await expect(runRecords(store, 'w/2').snapshotAtOrBefore(9)).rejects.toMatchObject({
      name: 'MissingObject',
      message: 'run w/2 has no snapshot at or before step 9',
    });

    const entry = { step: 4, stage: 's', batch: weights, before: 'd4', after: 'd5', metrics: {} };
    expect(await records.writeLogEntry(entry)).toEqual(entry);
    expect(await records.logEntries(4, 5)).toEqual([entry]);
    await expect(records.logEntries(4, 6)).rejects.toThrow('the training log of run w/1 has no entry for step 5');
  });
});

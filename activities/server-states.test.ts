import { beforeEach, expect, onTestFinished, test } from 'vitest';

import { smallRemote } from '../policy/remote/remote-case.ts';
import { freshState, snapshotFiles } from '../policy/remote/remote-state.ts';
import { TinkerClient } from '../policy/tinker/client.ts';
import { serverDouble, type ServerDouble } from '../policy/tinker/double/server.ts';
import type { TrainedModel } from '../policy/tinker/trained-model.ts';
import type { TinkerServer } from '../policy/tinker/transport.ts';
import type { Swept } from '../report/swept-text.ts';
import { memoryBucket } from '../store/memory-bucket.ts';
import { storeIn, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { sweptAtOnce } from './sweep-case.ts';
import { sweepStoreActivity } from './sweep-store.ts';

let double: ServerDouble;
let model: TrainedModel;
let store: ObjectStore;

beforeEach(async () => {
  double = await serverDouble();
  const client = await TinkerClient.open({ server: double });
  onTestFinished(async () => {
    client.close();
    await double.close();
  });
  model = await client.createModel('toy', smallRemote.lora);
  store = storeIn(memoryBucket(() => 0));
});

/** The weights of a snapshot, whose state the server keeps. */
async function kept(name: string): Promise<ObjectRef> {
  const path = await model.save(name);
  return store.put(Buffer.from(snapshotFiles({ ...freshState(smallRemote), updates: 1, path }).weights), 'safetensors');
}

const sweep = (remove = true, server: () => TinkerServer | undefined = () => double): Promise<Swept> =>
  sweptAtOnce(sweepStoreActivity(store, server), remove);

const onServer = (): readonly string[] => double.engine.checkpointsOf(model.id);

test('what a server keeps goes with the snapshot that names it, and no other', async () => {
  const named = await kept('named');
  await store.writeRecord('runs/a/1/run.json', named);
  await kept('forgotten');
  const other = await store.put(Buffer.from('weights that are here'), 'safetensors');
  expect(await sweep(false)).toMatchObject({ gone: [{ objects: 2 }] });
  expect(onServer()).toEqual(['weights/named', 'weights/forgotten']);
  const swept = await sweep();
  expect(swept).toMatchObject({ gone: [{ objects: 2 }] });
  expect(swept).not.toHaveProperty('left');
  expect(onServer()).toEqual(['weights/named']);
  expect(await store.listKeys(other.key)).toEqual([]);
});

test('a state that the server has no more keeps no snapshot', async () => {
  await kept('forgotten');
  double.restart('all');
  expect(await sweep()).toMatchObject({ gone: [{ objects: 1 }] });
});

test.each([
  ['cannot be reached', { url: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1 cannot be reached'],
  ['is not named', undefined, 'TINKER_BASE_URL names no server'],
])('where the server %s, its snapshots stay for another sweep', async (_, server, why) => {
  const weights = await Promise.all(['one', 'two'].map(kept));
  const left = { snapshots: 2, why: expect.stringContaining(why) as string };
  expect(await sweep(true, () => server)).toMatchObject({ gone: [], left });
  expect(await store.listKeys('objects/')).toEqual(weights.map(({ key }) => key).toSorted());
  expect(await sweep()).toMatchObject({ gone: [{ objects: 2 }] });
  expect(onServer()).toEqual([]);
});

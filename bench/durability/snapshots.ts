import { buffer } from 'node:stream/consumers';

import { keepSnapshot } from '../../activities/keep-snapshot.ts';
import type { PolicySnapshot } from '../../policy/port.ts';
import { connectStore } from '../../store/connection.ts';
import { median, rounded, speedOver } from '../policy/stats.ts';
import type { Site } from './site.ts';

const once = { 'If-None-Match': '*' };

/**
 * A snapshot kept and read as a run does it, and the same bytes by the raw client of MinIO: two files put at once and a record written
 * once; two files got at once. The sides take turns, the bytes are new each round; a first round is not counted.
 */
export async function snapshotTimes(snapshot: PolicySnapshot, rounds: number, { store, connection }: Site) {
  const client = await connectStore(connection);
  const { bucket } = connection;
  const times = { write: [[], []], read: [[], []] } as { write: [number[], number[]]; read: [number[], number[]] };
  for (let round = 0; round <= rounds; round++) {
    const { weights, optimiser } = changed(snapshot, round);
    const [write, kept] = await timed(() => keepSnapshot(store, 'bench', round, { weights, optimiser }));
    const [read] = await timed(() => Promise.all([store.get(kept.weights), store.get(kept.optimiser)]));
    const names = [`raw/${round}/weights`, `raw/${round}/optimiser`] as const;
    const [rawWrite] = await timed(async () => {
      await Promise.all(
        [weights, optimiser].map((file, index) => client.putObject(bucket, names[index]!, Buffer.from(file.buffer))),
      );
      const record = Buffer.from(JSON.stringify(kept));
      await client.putObject(bucket, `raw/${round}/record`, record, record.length, once);
    });
    const [rawRead] = await timed(() =>
      Promise.all(names.map(async (name) => buffer(await client.getObject(bucket, name)))),
    );
    if (round === 0) continue;
    times.write[0].push(write);
    times.write[1].push(rawWrite);
    times.read[0].push(read);
    times.read[1].push(rawRead);
  }
  const side = ([ours, raw]: readonly [readonly number[], readonly number[]]) => ({
    ms: rounded(median(ours)),
    rawMs: rounded(median(raw)),
    speedOverRaw: speedOver(ours, raw),
  });
  const megabytes = rounded((snapshot.weights.length + snapshot.optimiser.length) / 1e6);
  return { megabytes, rounds, write: side(times.write), read: side(times.read) };
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [number, Result]> {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}

/** The same sizes with another last number in each file. */
function changed({ weights, optimiser }: PolicySnapshot, round: number): PolicySnapshot {
  const copies = [weights.slice(), optimiser.slice()] as const;
  for (const copy of copies) new DataView(copy.buffer).setFloat32(copy.length - 12, round + 1, true);
  return { weights: copies[0], optimiser: copies[1] };
}

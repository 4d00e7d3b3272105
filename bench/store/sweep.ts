/**
 * `npm run -s bench -- sweep [objects]`: a bucket of that many objects (200,000 where not given), half of them reached by log entries of runs,
 * half by nothing, swept dry and then in earnest. Prints one JSON object: seconds of both, objects a second, and the resident memory of this
 * process before and at its highest.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Argument } from 'commander';
import pLimit from 'p-limit';

import { sweepStoreActivity } from '../../activities/sweep-store.ts';
import type { Swept } from '../../report/swept-text.ts';
import { storeConnection } from '../../store/connection.ts';
import { openStore, type ObjectStore } from '../../store/objects.ts';
import { askedCommand } from '../../workers/command-line/asked-command.ts';
import { wholeNumber } from '../../workers/command-line/whole-number.ts';
import { connectClient } from '../../workers/connect.ts';
import { ownServers } from '../own-servers.ts';

const [objects] = askedCommand('npm run -s bench -- sweep')
  .addArgument(new Argument('[objects]', 'in the bucket').argParser(wholeNumber(1)).default(200_000))
  .parse(process.argv.slice(4), { from: 'user' }).processedArgs as [number];
const mapsInBatch = 8;
const stepsInRun = 200;
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** A step that is kept, and as many objects that nothing names. */
async function makeStep(store: ObjectStore, step: number): Promise<void> {
  const named = Array.from({ length: mapsInBatch }, (_, map) => store.put(Buffer.from(`map ${step} ${map}`), 'png'));
  const batch = await store.putJson({ step, groups: (await Promise.all(named)).map((map) => ({ map })) });
  const key = `runs/bench/${Math.floor(step / stepsInRun)}/log/${String(step % stepsInRun).padStart(6, '0')}.json`;
  await store.writeRecord(key, { step, batch });
  for (let each = 0; each <= mapsInBatch; each++) await store.put(Buffer.from(`orphan ${step} ${each}`), 'png');
}

const servers = await ownServers();
try {
  const store = await openStore(storeConnection(servers.environment));
  const client = await connectClient(servers.environment);
  const steps = Array.from({ length: Math.round(objects / (2 * mapsInBatch + 2)) }, (_, step) => step);
  await pLimit(8).map(steps, (step) => makeStep(store, step));
  await sleep(1_100);

  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  async function swept(remove: boolean): Promise<{ result: Swept; seconds: number }> {
    const begun = performance.now();
    const environment = new MockActivityEnvironment(
      { currentAttemptScheduledTimestampMs: Date.now() },
      { client, logger: new DefaultLogger('ERROR') },
    );
    const result: Swept = await environment.run(sweepStoreActivity(store), { spec: { olderThan: '0s', remove } });
    return { result, seconds: (performance.now() - begun) / 1_000 };
  }
  const before = process.memoryUsage().rss;
  const dry = await swept(false);
  const earnest = await swept(true);
  clearInterval(watch);
  await client.connection.close();
  console.log(
    JSON.stringify({
      objects: dry.result.named.objects + (dry.result.gone[0]?.objects ?? 0),
      records: steps.length,
      removed: earnest.result.gone[0]?.objects ?? 0,
      drySeconds: Math.round(dry.seconds),
      seconds: Math.round(earnest.seconds),
      residentMegabytesBefore: megabytes(before),
      peakResidentMegabytes: megabytes(peak),
    }),
  );
} finally {
  await servers.close();
}

/**
 * Records what test/replay.test.ts replays: runs of every workflow on real servers with real workers, crossing continue-as-new,
 * steered, cancelled, refused, gated and moved to another worker. To be run when workflows change in a way that old runs need not survive;
 * with names of recordings, for these alone.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Client, WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';

import { startServers } from '../infra/servers/start-servers.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { connectClient, connectWorker, type WorkerConnection } from '../workers/connect.ts';
import { policyWorker } from '../workers/policy-worker.ts';
import type { RunningWorker } from '../workers/running-worker.ts';
import { workflowWorker } from '../workers/workflow-worker.ts';
import {
  checkpointUpdate,
  pauseUpdate,
  progressQuery,
  resumeUpdate,
  setLearningRateUpdate,
  setStageLengthUpdate,
  skipToUpdate,
  stopUpdate,
  type ComparisonProgress,
} from '../workflows/messages.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { runRecords } from '../store/run-records.ts';
import { putDrawnBenchmark, smallEvaluation } from './drawn-benchmark.ts';
import { publishedFiles, smallDataset } from './published-dataset.ts';
import { runHistories } from './run-histories.ts';
import { smallComparison } from './small-comparison.ts';
import { smallColdStart } from './small-cold-start.ts';
import { gatedRun, offPolicyRun, smallRun, taughtRun } from './small-run.ts';

/** What happens to a run while it is recorded. */
interface Stage {
  readonly run: WorkflowHandle;
  /** Waits until the run has logged so many steps. */
  readonly steps: (count: number) => Promise<void>;
  readonly replacePolicyWorker: () => Promise<void>;
}

interface Recording {
  readonly workflow: 'trainCurriculum' | 'compareArms' | 'coldStart' | 'evaluatePolicy' | 'buildDataset' | 'sweepStore';
  /** Or what makes it, once the recordings before it are there. */
  readonly spec: unknown;
  readonly play: (stage: Stage) => Promise<unknown>;
}

const curriculum = (play: Recording['play'], spec: unknown = smallRun): Recording => ({
  workflow: 'trainCurriculum',
  spec,
  play,
});

/** A comparison of one arm. */
const comparison = (play: Recording['play'], changes: object = { seeds: [1] }): Recording => ({
  workflow: 'compareArms',
  spec: {
    ...smallComparison,
    arms: smallComparison.arms.slice(0, 1),
    differences: [],
    parallel: 1,
    ...changes,
  },
  play,
});

const evaluation = (spec: unknown, play: Recording['play']): Recording => ({
  workflow: 'evaluatePolicy',
  spec,
  play,
});

const failed = (run: WorkflowHandle): Promise<unknown> =>
  run.result().then(
    () => Promise.reject(new Error(`${run.workflowId} did not fail`)),
    () => undefined,
  );

/** The spec of a fork of a run that has ended, at a step that no snapshot is kept of. */
const forkOf =
  (workflowId: string, step: number) =>
  async (client: Client): Promise<unknown> => {
    const { run } = await client.workflow.getHandle<typeof trainCurriculum>(workflowId).result();
    const { base: _, ...rest } = smallRun;
    return { ...rest, from: { run, step, optimiser: 'kept' }, stages: smallRun.stages.slice(1) };
  };

/** `file` is the SHA-256 of a benchmark file in the store. */
const recordings = (file: string): Readonly<Record<string, Recording>> => ({
  curriculum: curriculum(({ run }) => run.result()),
  gated: curriculum(({ run }) => run.result(), gatedRun),
  taught: curriculum(({ run }) => run.result(), taughtRun),
  'off-policy': curriculum(({ run }) => run.result(), offPolicyRun),
  'cold-start': { workflow: 'coldStart', spec: smallColdStart, play: ({ run }) => run.result() },
  steered: curriculum(async ({ run, steps }) => {
    await steps(1);
    await run.executeUpdate(pauseUpdate);
    await run.executeUpdate(checkpointUpdate);
    await run.executeUpdate(setLearningRateUpdate, { args: [{ learningRate: 0.0001 }] });
    await run.executeUpdate(setStageLengthUpdate, { args: [{ stage: 'planning', steps: 4 }] });
    await sleep(2_000);
    await run.executeUpdate(resumeUpdate);
    await run.executeUpdate(skipToUpdate, { args: [{ stage: 'planning' }] });
    await steps(5);
    await run.executeUpdate(stopUpdate);
    await run.result();
  }),
  forked: curriculum(({ run }) => run.result(), forkOf('recorded-curriculum', 5)),
  cancelled: curriculum(async ({ run, steps }) => {
    await steps(4);
    await run.cancel();
    await failed(run);
  }),
  // Where a step samples, its update goes to a worker that sampled; a taught one waits for the worker that made the version.
  moved: curriculum(async ({ run, steps, replacePolicyWorker }) => {
    await steps(1);
    await replacePolicyWorker();
    await run.result();
  }, taughtRun),
  comparison: comparison(({ run }) => run.result()),
  'comparison-kept': comparison(({ run }) => run.result()),
  'comparison-stopped': comparison(
    async ({ run }) => {
      for (;;) {
        const { arms } = (await run.query(progressQuery)) as ComparisonProgress;
        if (arms.some(({ state }) => state === 'training')) break;
        await sleep(20);
      }
      await run.executeUpdate(pauseUpdate);
      await run.executeUpdate(stopUpdate);
      await run.result();
    },
    { seeds: [2, 3] },
  ),
  refused: curriculum(({ run }) => failed(run), { ...smallRun, seed: 'seven' }),
  sweep: { workflow: 'sweepStore', spec: { olderThan: '24h', remove: true }, play: ({ run }) => run.result() },
  'evaluation-cancelled': evaluation(smallEvaluation(file), async ({ run }) => {
    while ((await run.query(progressQuery)).step < 2) await sleep(20);
    await run.cancel();
    await failed(run);
  }),
  evaluation: evaluation(smallEvaluation(file), ({ run }) => run.result()),
  'evaluation-kept': evaluation(smallEvaluation(file), ({ run }) => run.result()),
  'evaluation-refused': evaluation({ ...smallEvaluation(file), shardSize: 0 }, ({ run }) => failed(run)),
  dataset: { workflow: 'buildDataset', spec: smallDataset, play: ({ run }) => run.result() },
  'dataset-refused': {
    workflow: 'buildDataset',
    spec: { ...smallDataset, source: { kind: 'minio', prefix: 'nowhere/' } },
    play: ({ run }) => failed(run),
  },
  'dataset-cancelled': {
    workflow: 'buildDataset',
    spec: { ...smallDataset, name: 'cancelled', rowsPerShard: 10 },
    play: async ({ run }) => {
      while ((await run.query(progressQuery)).step < 2) await sleep(20);
      await run.cancel();
      await failed(run);
    },
  },
});

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

const folder = new URL('histories/', import.meta.url);
const root = fileURLToPath(new URL('../', import.meta.url));

/** Takes out of a history what tells of the machine that it was recorded on. */
function scrub(json: string): string {
  return json
    .replaceAll(`${process.pid}@${hostname()}`, 'worker')
    .replaceAll(root, '')
    .replaceAll(/"stackTrace":\s*"(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
}

async function write(name: string, client: Client, workflowId: string): Promise<void> {
  for (const [index, { type, workflowId: id, events }] of (await runHistories(client, workflowId)).entries()) {
    const recorded = JSON.parse(scrub(historyToJSON({ events: [...events] }))) as { events: unknown[] };
    const lines = recorded.events.map((event) => JSON.stringify(event)).join(',\n');
    const file = new URL(`${name}.${index}.${type}.json`, folder);
    await writeFile(file, `{"workflowId":${JSON.stringify(id)},"events":[\n${lines}\n]}\n`);
  }
}

interface Serving {
  readonly worker: RunningWorker;
  readonly running: Promise<void>;
}

const serve = (worker: RunningWorker): Serving => ({ worker, running: worker.run() });

async function end({ worker, running }: Serving): Promise<void> {
  worker.shutdown();
  await running;
}

async function record(client: Client, connected: WorkerConnection, store: ObjectStore): Promise<void> {
  const workflows = serve(await workflowWorker(connected, store));
  let policy = serve(await policyWorker(connected, store));
  const replacePolicyWorker = async (): Promise<void> => {
    await end(policy);
    policy = serve(await policyWorker(connected, store));
  };
  try {
    const { sha256 } = await putDrawnBenchmark(store, 40, 1);
    for (const [name, { workflow, spec, play }] of Object.entries(recordings(sha256))) {
      if (!isWanted(name)) continue;
      console.log(`recording ${name}`);
      const workflowId = `recorded-${name}`;
      const given: unknown = typeof spec === 'function' ? await spec(client) : spec;
      const run = await client.workflow.start(workflow, { workflowId, taskQueue: mainQueue, args: [given] });
      const steps = async (count: number): Promise<void> => {
        for (;;) {
          const { run: prefix } = await run.query(progressQuery);
          if (prefix !== '' && (await runRecords(store, prefix).logEntry(count - 1))) return;
          await sleep(20);
        }
      };
      await play({ run, steps, replacePolicyWorker });
      await write(name, client, workflowId);
    }
  } finally {
    await Promise.all([end(workflows), end(policy)]);
  }
}

Runtime.install({ logger: new DefaultLogger('ERROR') });
const dataFolder = await mkdtemp(join(tmpdir(), 'rewardmap-record-'));
const servers = await startServers({ dataFolder, ports: 'free', log: console.log });
try {
  await mkdir(folder, { recursive: true });
  // Folders hold what earlier releases have recorded: that is never made again.
  const recorded = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  for (const file of recorded) if (isWanted(file.split('.')[0]!)) await rm(new URL(file, folder));
  const connected = await connectWorker(servers.environment);
  const client = await connectClient(servers.environment);
  const store = await openStore(storeConnection(servers.environment));
  for (const [path, content] of Object.entries(await publishedFiles()))
    await store.publish(`${smallDataset.source.prefix}${path}`, content, extname(path).slice(1));
  await record(client, connected, store);
  await client.connection.close();
  await connected.connection.close();
} finally {
  await servers.stop();
  await rm(dataFolder, { recursive: true, force: true });
}

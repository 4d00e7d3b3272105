import { setTimeout as sleep } from 'node:timers/promises';

import type { CurriculumSpec } from '../../activities/spec.ts';
import { runRecords } from '../../store/run-records.ts';
import { startRun, stepsOf, type Run } from '../durability/durable-run.ts';
import type { Fleet, Site } from '../durability/site.ts';
import { rounded } from '../policy/stats.ts';
import type { SkyRlServer } from './skyrl-server.ts';
import { stepSeconds } from './step-seconds.ts';

/** Where a run is disturbed, by its share of the steps: each a little past a snapshot. */
const workerKilledAt = 0.7;
const serverKilledAt = 0.9;

const recordsOf = (site: Site, { workflowId, firstExecutionRunId }: Run) =>
  runRecords(site.store, `${workflowId}/${firstExecutionRunId}`);

async function logged(site: Site, run: Run, step: number): Promise<void> {
  const records = recordsOf(site, run);
  while (!(await records.logEntry(step))) await sleep(20);
}

/** A run to its end, and what its log tells. */
async function outcomeOf(site: Site, run: Run, since: number) {
  const { outcome, version, divergences } = await run.result();
  const versions: string[] = [];
  const measured: Readonly<Record<string, number>>[] = [];
  for await (const { after, metrics } of recordsOf(site, run).wholeLog()) {
    versions.push(after);
    measured.push(metrics);
  }
  const curve = (name: string) => measured.flatMap((metrics) => (name in metrics ? [rounded(metrics[name]!)] : []));
  return {
    outcome,
    digest: version.digest,
    divergences,
    updates: versions.length,
    versions,
    seconds: rounded((performance.now() - since) / 1000),
    secondsAStep: await stepSeconds(site.client, run, measured),
    loss: curve('train/loss'),
    reward: curve('critic/rewards/mean'),
  };
}

/** Models that the server made since `before`, and what was applied to each. */
const modelsSince = (server: SkyRlServer, before: number) => server.models().slice(before);

/** The spec undisturbed, then with its policy worker killed in the middle, and later the server, which is started again. */
export async function killedRun(spec: CurriculumSpec, site: Site, fleet: Fleet, server: SkyRlServer) {
  const steps = stepsOf(spec);
  const [workerAt, serverAt] = [Math.floor(workerKilledAt * steps), Math.floor(serverKilledAt * steps)];

  const earlier = server.models().length;
  const first = performance.now();
  const undisturbed = await outcomeOf(site, await startRun(site.client, spec), first);
  const modelsOfFirst = modelsSince(server, earlier);

  const second = performance.now();
  const run = await startRun(site.client, spec);
  await logged(site, run, workerAt - 1);
  process.kill(fleet.pid('policy'), 'SIGKILL');
  await logged(site, run, serverAt - 1);
  await server.kill();
  const away = performance.now();
  await server.start();
  const back = performance.now();
  await logged(site, run, serverAt);
  const goesOn = performance.now();
  const killed = await outcomeOf(site, run, second);

  const { versions: wanted, ...told } = undisturbed;
  const { versions, digest, ...toldOfKilled } = killed;
  return {
    undisturbed: { ...told, models: modelsOfFirst },
    killed: {
      ...toldOfKilled,
      workerKilledAfter: workerAt,
      serverKilledAfter: serverAt,
      serverAwaySeconds: rounded((back - away) / 1000),
      goesOnAfterSeconds: rounded((goesOn - back) / 1000),
      models: modelsSince(server, earlier + modelsOfFirst.length),
      digest,
      versionsEqual: versions.filter((version, step) => version === wanted[step]).length,
    },
  };
}

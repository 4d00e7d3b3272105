import { setTimeout as sleep } from 'node:timers/promises';

import proto from '@temporalio/proto';

import type { CurriculumSpec } from '../../activities/spec.ts';
import { runRecords } from '../../store/run-records.ts';
import { median, rounded } from '../policy/stats.ts';
import { historiesOf, startRun, stepsOf, type Run } from './durable-run.ts';
import type { Fleet, Site } from './site.ts';

const { PENDING_ACTIVITY_STATE_STARTED: started } = proto.temporal.api.enums.v1.PendingActivityState;

/** What a worker has in hand when it is killed, and who goes on: another policy worker that is up, or its own process started again. */
export interface Accident {
  readonly inHand: 'rollout' | 'scoreAndUpdate';
  readonly goesOn: 'another worker' | 'restarted';
}

export const accidents: readonly Accident[] = (['scoreAndUpdate', 'rollout'] as const).flatMap((inHand) =>
  (['another worker', 'restarted'] as const).map((goesOn) => ({ inHand, goesOn })),
);

/**
 * Kills a policy worker (SIGKILL) while it has an activity in hand, always one step before a snapshot, when most is to be made again, and
 * measures the seconds until the update of that step is in the training log. The run must end with the digest of one never disturbed.
 */
export async function recoveryFrom({ inHand, goesOn }: Accident, spec: CurriculumSpec, digest: string, site: Site) {
  const fleets = [
    await site.startFleet('workflow', 'policy'),
    ...(goesOn === 'another worker' ? [await site.startFleet('policy')] : []),
  ];
  try {
    const run = await startRun(site.client, spec);
    const seconds: number[] = [];
    const steps = stepsOf(spec);
    for (let step = spec.snapshotEvery - 1; step < steps; step += spec.snapshotEvery) {
      seconds.push(await killedAt(step, inHand, run, spec, fleets, site));
    }
    const { version } = await run.result();
    if (version.digest !== digest) throw new Error(`killed, the run ended with ${version.digest} and not ${digest}`);
    return {
      inHand,
      goesOn,
      kills: seconds.length,
      seconds: seconds.map(rounded),
      median: rounded(median(seconds)),
      longest: rounded(Math.max(...seconds)),
      ...(await samplings(run, site)),
    };
  } finally {
    for (const fleet of fleets) await fleet.stop();
  }
}

async function killedAt(
  step: number,
  inHand: Accident['inHand'],
  run: Run,
  spec: CurriculumSpec,
  fleets: readonly Fleet[],
  site: Site,
): Promise<number> {
  const records = runRecords(site.store, `${run.workflowId}/${run.firstExecutionRunId}`);
  while (!(await records.logEntry(step - 1))) await sleep(20);
  const stage = `${run.workflowId}/stage-${spec.stages[0]!.name}`;
  for (;;) {
    const pid = await workerWith(stage, inHand, site);
    if (pid !== undefined && fleets.some((fleet) => fleet.pid('policy') === pid)) {
      process.kill(pid, 'SIGSTOP');
      if ((await workerWith(stage, inHand, site)) === pid) {
        const killed = performance.now();
        process.kill(pid, 'SIGKILL');
        while (!(await records.logEntry(step))) await sleep(20);
        return (performance.now() - killed) / 1000;
      }
      process.kill(pid, 'SIGCONT');
    }
    await sleep(10);
  }
}

/** The process that has such an activity of a stage in hand: a worker's identity is `<pid>@<host>`. */
async function workerWith(stage: string, activity: string, { client }: Site): Promise<number | undefined> {
  const { raw } = await client.workflow.getHandle(stage).describe();
  const found = (raw.pendingActivities ?? []).find(
    ({ activityType, state }) => state === started && activityType?.name === activity,
  );
  return found?.lastWorkerIdentity ? Number.parseInt(found.lastWorkerIdentity, 10) : undefined;
}

/** Rollouts of a run, and how many of them a worker took that had been taken before. */
async function samplings(run: Run, { client }: Site): Promise<{ rollouts: number; takenAgain: number }> {
  const events = (await historiesOf(client, run)).stages.flat().flatMap((link) => [...link.events]);
  const scheduled = events.filter(
    ({ activityTaskScheduledEventAttributes: activity }) => activity?.activityType?.name === 'rollout',
  );
  const ids = new Set(scheduled.map(({ eventId }) => String(eventId)));
  const takenAgain = events.reduce((sum, { activityTaskStartedEventAttributes: started }) => {
    return started && ids.has(String(started.scheduledEventId)) ? sum + (started.attempt ?? 1) - 1 : sum;
  }, 0);
  return { rollouts: scheduled.length, takenAgain };
}

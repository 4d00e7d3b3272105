import { hostname } from 'node:os';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import type { compareArms } from '../workflows/compare-arms.ts';
import { pauseUpdate, resumeUpdate } from '../workflows/messages.ts';
import { mainQueue, policyQueue } from '../workflows/queues.ts';
import { DisturbedRuns } from './disturbed-run.ts';
import { Fleet } from './fleet.ts';
import { runHistories, type RunHistory } from './run-histories.ts';
import { smallComparison } from './small-comparison.ts';
import { smallRun } from './small-run.ts';
import { temporalCommand } from './temporal-command.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
type Build = 'one' | 'two';
const fleetOf = (build: Build): Fleet => new Fleet({ ...servers, REWARDMAP_BUILD_ID: build });
const fleets: Readonly<Record<Build, Fleet>> = { one: fleetOf('one'), two: fleetOf('two') };
const [counting, planning] = smallRun.stages;
const spec = {
  ...smallRun,
  stages: [
    { ...counting!, steps: 4 },
    { ...planning!, steps: 1 },
  ],
};
const deployment = ['--deployment-name', 'rewardmap'] as const;

const policyWorkers: Partial<Record<Build, string>> = {};

let temporal: TestClient;
let runs: DisturbedRuns;

beforeAll(async () => {
  temporal = await testClient(servers);
  runs = new DisturbedRuns(temporal.client, await openStore(storeConnection(servers)));
});

afterAll(async () => {
  // What is tested after this is served by workers of no version.
  while (!(await isCurrent('--unversioned')));
  await Promise.all(Object.values(fleets).map((fleet) => fleet.stop()));
  await temporal.close();
});

/** Makes a version the one that new runs begin with: false while the server has not heard of it. */
const isCurrent = (...which: readonly string[]): Promise<boolean> =>
  temporalCommand(servers, ['worker', 'deployment', 'set-current-version', ...deployment, ...which, '--yes']).then(
    () => true,
    () => false,
  );

async function deploy(build: Build): Promise<void> {
  const [, policy] = await Promise.all([fleets[build].start('workflow'), fleets[build].start('policy')]);
  policyWorkers[build] = `${policy.pid}@${hostname()}`;
  while (!(await isCurrent('--build-id', build)));
}

/** The builds that took tasks of histories, in order of their first. */
function builds(histories: readonly RunHistory[]): readonly string[] {
  const taken = histories.flatMap(({ events }) =>
    events.flatMap(({ workflowTaskCompletedEventAttributes: done }) => done?.deploymentVersion?.buildId ?? []),
  );
  return [...new Set(taken)];
}

/** Of a workflow and its children. */
const buildsOf = async (workflowId: string): Promise<readonly string[]> =>
  builds(await runHistories(temporal.client, workflowId));

/** Identities of the workers that did what needs the policy. */
async function policyWorkersOf(workflowId: string): Promise<readonly string[]> {
  const identities = (await runHistories(temporal.client, workflowId)).flatMap(({ events }) => {
    const onPolicy = events
      .filter(({ activityTaskScheduledEventAttributes: each }) => each?.taskQueue?.name?.startsWith(policyQueue))
      .map(({ eventId }) => String(eventId));
    return events.flatMap(({ activityTaskStartedEventAttributes: started }) =>
      started?.identity && onPolicy.includes(String(started.scheduledEventId)) ? [started.identity] : [],
    );
  });
  return [...new Set(identities)];
}

async function moveTo(build: string, workflowId: string): Promise<void> {
  const version = ['--versioning-override-deployment-name', 'rewardmap', '--versioning-override-build-id', build];
  const override = ['--workflow-id', workflowId, '--versioning-override-behavior', 'pinned', ...version];
  await temporalCommand(servers, ['workflow', 'update-options', ...override]);
}

test('runs stay with the build that they began with, move where they are told to, and end as they would have', async () => {
  await deploy('one');
  const [stays, moves] = [await runs.start('stays', spec), await runs.start('moves', spec)];
  const arms = smallComparison.arms.slice(0, 1);
  const comparison = await temporal.client.workflow.start<typeof compareArms>('compareArms', {
    workflowId: 'compares',
    taskQueue: mainQueue,
    // A seed of its own: what it trains is found by whoever compares the same.
    args: [{ ...smallComparison, arms, seeds: [17], differences: [], parallel: 1 }],
  });
  for (const run of [stays, moves]) {
    await runs.logged(run, 0);
    await run.executeUpdate(pauseUpdate);
  }
  await comparison.executeUpdate(pauseUpdate);

  await deploy('two');
  for (const id of ['moves', 'moves/stage-counting']) await moveTo('two', id);
  for (const run of [stays, moves, comparison]) await run.executeUpdate(resumeUpdate);
  const begun = await runs.start('begun-on-two', spec);
  const outcomes = await Promise.all([stays, moves, begun].map((run) => runs.outcomeOf(run)));
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[2]).toEqual(outcomes[0]);
  expect(await buildsOf('stays')).toEqual(['one']);
  expect(await buildsOf('moves')).toEqual(['one', 'two']);
  expect(await buildsOf('moves/stage-planning')).toEqual(['two']);
  expect(await buildsOf('begun-on-two')).toEqual(['two']);
  expect(await policyWorkersOf('stays')).toEqual([policyWorkers.one]);
  expect(await policyWorkersOf('moves/stage-planning')).toEqual([policyWorkers.two]);

  // A comparison moves by itself, its run does not.
  const { arms: compared } = await comparison.result();
  expect(compared).toMatchObject([{ state: 'finished' }]);
  const [itself, ...itsRuns] = await runHistories(temporal.client, 'compares');
  expect(builds([itself])).toEqual(['one', 'two']);
  expect(builds(itsRuns)).toEqual(['one']);
});

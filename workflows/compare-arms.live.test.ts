import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Comparison } from '../report/comparison/types.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { damage } from '../test/damage.ts';
import { Fleet } from '../test/fleet.ts';
import { smallComparison } from '../test/small-comparison.ts';
import { testClient, type TestClient } from '../test/temporal.ts';
import type { compareArms, ComparisonResult } from './compare-arms.ts';
import { progressQuery, type ArmStanding, type ComparisonProgress } from './messages.ts';
import { mainQueue } from './queues.ts';

const servers = inject('servers');
const fleet = new Fleet(servers);

let temporal: TestClient;
let store: ObjectStore;

beforeAll(async () => {
  temporal = await testClient(servers);
  store = await openStore(storeConnection(servers));
  await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
});

type Run = WorkflowHandle<typeof compareArms>;

const start = (workflowId: string, spec: unknown = smallComparison): Promise<Run> =>
  temporal.client.workflow.start<typeof compareArms>('compareArms', {
    workflowId,
    taskQueue: mainQueue,
    args: [spec] as [unknown],
  });

/** Waits until an arm has begun here, and answers with how it stands: at work, or on a busy machine over by then. */
async function begun(run: Run, arm: string, seed: number): Promise<ArmStanding> {
  for (;;) {
    const { arms } = (await run.query(progressQuery)) as ComparisonProgress;
    const found = arms.find((each) => each.arm === arm && each.seed === seed);
    if (found && found.state !== 'waiting') return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const stateOf = ({ arms }: Pick<ComparisonResult, 'arms'>) =>
  Object.fromEntries(arms.map(({ arm, seed, state }) => [`${arm} ${seed}`, state]));

const comparisonOf = ({ json }: ComparisonResult): Promise<Comparison> => store.getJson<Comparison>(json);

async function runsMade(): Promise<number> {
  return (await store.listKeys('runs/arm-')).filter((key) => key.endsWith('/run.json')).length;
}

test('an arm that is terminated is shown as failed, the others are compared', async () => {
  const run = await start('compared');
  const { child } = await begun(run, 'taught', 1);
  await temporal.client.workflow.getHandle(child!).terminate('for a test');
  const result = await run.result();
  expect(stateOf(result)).toEqual({
    'sparse 1': 'finished',
    'sparse 2': 'finished',
    'taught 1': 'failed',
    'taught 2': 'finished',
  });
  expect(result.arms.find(({ state }) => state === 'failed')?.reason).toMatch(/terminated/i);
  expect(result.table).toContain('taught, seed 1 failed: ');

  const { arms, differences, questions } = await comparisonOf(result);
  expect(arms.map(({ name, runs }) => [name, runs.filter(({ values }) => values).length])).toEqual([
    ['base', 0],
    ['sparse', 2],
    ['taught', 1],
  ]);
  expect(questions).toMatchObject({ dense: 10, planning: 4, cities: 0 });
  expect(differences.filter(({ measure }) => measure === 'dense')).toMatchObject([
    { than: 'base', arm: 'sparse' },
    { than: 'sparse', arm: 'taught' },
  ]);
  const [base, sparse, taught] = arms;
  expect(Object.keys(base!.blank)).toEqual(['dense', 'planning']);
  const roundings = arms.flatMap(({ runs }) => runs.flatMap((run) => (run.values ? [run.roundings] : [])));
  expect(roundings).toEqual(roundings.map(() => [expect.stringMatching(/^[0-9a-f]{64}$/)]));
  expect(sparse!.cost).toMatchObject({ steps: 2, questions: 8, trainedTokens: sparse!.cost!.sampledTokens });
  expect(taught!.cost).toMatchObject({ steps: 2, questions: 24, sampledTokens: 0 });
  expect(Object.keys(sparse!.curves)).toEqual(['critic/rewards/mean', 'critic/accuracy']);
  expect(Object.keys(taught!.curves)).toEqual(['train/loss']);
  const page = (await store.get(result.report)).toString('utf8');
  expect(page).toContain('planning with the sparse reward');
  expect((await store.read(`${result.records}comparison.html`))?.toString('utf8')).toBe(page);
});

test('two comparisons at once train what is missing once, and a third nothing', async () => {
  const made = await runsMade();
  const together = await Promise.all(['compared-too', 'compared-also'].map((id) => start(id)));
  const results = await Promise.all(together.map((run) => run.result()));
  expect(results.map((result) => stateOf(result)['taught 1'])).toEqual(expect.arrayContaining(['finished', 'reused']));
  expect(await runsMade()).toBe(made + 1);

  const again = await (await start('compared-again')).result();
  expect(new Set(Object.values(stateOf(again)))).toEqual(new Set(['reused']));
  expect(await runsMade()).toBe(made + 1);
  const [one, other] = await Promise.all([comparisonOf(results[0]!), comparisonOf(again)]);
  const values = ({ arms }: Comparison) => arms.map((arm) => [arm.values, arm.blank, arm.cost]);
  expect(values(one)).toEqual(values(other));
});

test('started again, a comparison trains the run whose answers were lost, and that one alone', async () => {
  const { arms } = await comparisonOf(await (await start('compared-before-loss')).result());
  const [sparse] = arms.find(({ name }) => name === 'sparse')!.runs;
  await damage(store, `runs/${sparse!.run}/evaluations/before.json`, 'missing');
  const result = await (await start('compared-after-loss')).result();
  expect(stateOf(result)).toEqual({
    'sparse 1': 'finished',
    'sparse 2': 'reused',
    'taught 1': 'reused',
    'taught 2': 'reused',
  });
  const again = (await comparisonOf(result)).arms.find(({ name }) => name === 'sparse')!.runs[0]!;
  expect({ policy: again.policy, values: again.values }).toEqual({ policy: sparse!.policy, values: sparse!.values });
});

test('cancelled, a comparison lets its runs end before it writes what there is', async () => {
  const run = await start('compared-cancelled', { ...smallComparison, title: 'cancelled', seeds: [5, 6] });
  const atWork = await Promise.all([5, 6].map((seed) => begun(run, 'sparse', seed)));
  await run.cancel();
  await expect(run.result()).rejects.toThrow(/cancelled/i);
  const ended = await Promise.all(atWork.map(({ child }) => temporal.client.workflow.getHandle(child!).describe()));
  expect(ended.map(({ status }) => status.name)).not.toContain('TERMINATED');
  const { runId } = await run.describe();
  const written = await store.read(`comparisons/compared-cancelled/${runId}/comparison.json`);
  const { arms } = JSON.parse(written!.toString('utf8')) as Comparison;
  expect(new Set(arms.flatMap(({ runs }) => runs.map(({ state }) => state)))).toEqual(new Set(['stopped', 'waiting']));
});

test('stopped, a comparison stops the arms at work, starts no other and shows what it has', async () => {
  const run = await start('compared-stopped', { ...smallComparison, title: 'other', seeds: [1, 3, 4], parallel: 1 });
  await begun(run, 'sparse', 3);
  expect(await run.executeUpdate('pause')).toBe('paused');
  expect(await run.executeUpdate('stop')).toBe('stopping');
  const result = await run.result();
  expect(result.outcome).toBe('stopped');
  const { 'sparse 1': first, 'sparse 3': atStop, 'taught 4': last } = stateOf(result);
  expect([first, last]).toEqual(['reused', 'waiting']);
  expect(['stopped', 'finished']).toContain(atStop);
  expect(result.table).toContain('sparse');
});

import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { freePort } from '../infra/servers/ports.ts';
import { mainQueue } from '../workflows/queues.ts';
import { Fleet, type Role } from './fleet.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const read = (path: string): Promise<string> => readFile(new URL(`../infra/watch/${path}`, import.meta.url), 'utf8');

const roles = ['workflow', 'policy'] as const satisfies readonly Role[];
let temporal: TestClient;
const fleets: Fleet[] = [];
/** What each role tells Prometheus once a run has ended. */
const told: Partial<Record<Role, string>> = {};

beforeAll(async () => {
  temporal = await testClient(servers);
  const addresses = new Map<Role, string>();
  for (const role of roles) {
    const address = `127.0.0.1:${await freePort()}`;
    addresses.set(role, address);
    const fleet = new Fleet({
      ...servers,
      REWARDMAP_METRICS_ADDRESS: address,
      REWARDMAP_LOG_FORM: 'json',
      REWARDMAP_LOG_LEVEL: 'DEBUG',
    });
    fleets.push(fleet);
    await fleet.start(role);
  }
  const { client } = temporal;
  await client.workflow.execute('trainCurriculum', {
    workflowId: 'watched',
    taskQueue: mainQueue,
    args: [{ ...smallRun, title: 'watched' }],
  });
  for (const [role, address] of addresses) told[role] = await (await fetch(`http://${address}/metrics`)).text();
});

afterAll(async () => {
  await Promise.all(fleets.map((fleet) => fleet.stop()));
  await temporal.close();
});

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:rewardmap|temporal)_[a-z0-9_]+/g)].map(([name]) => name);

test('every series that rules, alerts and the dashboard ask for is told by a worker', async () => {
  const series = new Set(
    roles.flatMap((role) => [...told[role]!.matchAll(/^([a-z0-9_]+)[{ ]/gm)].map(([, name]) => name!)),
  );
  // Counted from the first failure on.
  const onlyLater = ['temporal_activity_execution_failed_total'];
  const asked = [await read('rules.yml'), await read('alerts.yml'), await read('grafana/rewardmap.json')].flatMap(
    namesIn,
  );
  expect(new Set(asked).size).toBeGreaterThan(12);
  expect([...new Set(asked)].filter((name) => !series.has(name) && !onlyLater.includes(name))).toEqual([]);
});

test('a step, an evaluation and the end of a run are told by the workers that made them', () => {
  expect(told.policy).toMatch(/^rewardmap_actor_pg_loss\{.*\} (?:NaN|[\d.e-]+)$/m);
  expect(told.policy).toMatch(/^rewardmap_step\{.*run="watched".*stage="planning".*\} 8$/m);
  expect(told.policy).toMatch(/^rewardmap_critic_rewards_mean\{.*run="watched".*stage="counting".*\} [\d.]+$/m);
  expect(told.workflow).toMatch(
    /^rewardmap_evaluation_accuracy\{.*evaluation="after".*kind="Counting2".*run="watched".*\} [\d.]+$/m,
  );
  expect(told.workflow).toMatch(/^rewardmap_run_ended_timestamp_seconds\{.*run="watched".*\} \d+/m);
});

test('a line of a log is one JSON object that names the run, the stage and the step', () => {
  const lines = fleets.flatMap(({ said }) => said.split('\n').filter((line) => line.startsWith('{')));
  const entries = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(entries).toContainEqual(
    expect.objectContaining({ level: 'DEBUG', run: 'watched', stage: 'counting', step: 3, at: expect.any(String) }),
  );
});

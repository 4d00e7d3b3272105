import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { evaluatePolicy } from '../workflows/evaluate-policy.ts';
import { mainQueue } from '../workflows/queues.ts';
import { commandLine } from './command-line.ts';
import { Fleet } from './fleet.ts';
import { shellBlocks } from './shell-blocks.ts';
import { temporalEnvironment } from './temporal-command.ts';
import { testClient, type TestClient } from './temporal.ts';

const [whole = [], blank = [], nightly = []] = shellBlocks('docs/evaluation.md');

const servers = inject('servers');
const fleet = new Fleet(servers);
const root = fileURLToPath(new URL('../', import.meta.url));
/** In place of the folder that a person's own files are in. */
const folder = `.rewardmap/test-${randomUUID()}`;
const run = promisify(execFile);

let temporal: TestClient;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  temporal = await testClient(servers);
  environment = await temporalEnvironment(servers);
  await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
  await rm(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true });
});

/** Runs a command of the page in the project's folder; answers with what it printed. */
async function typed(command: string): Promise<string> {
  const line = command.replaceAll('.rewardmap/', `${folder}/`);
  return (await run('sh', ['-c', line], { cwd: root, env: environment })).stdout;
}

test('the page leads from nothing to a table, and to what the pictures are worth', async () => {
  const printed: string[] = [];
  for (const command of whole) printed.push(await typed(command));
  expect(printed[0]).toBe(`${folder}/maps.jsonl: 40 questions\n`);
  expect(JSON.parse(printed[1]!)).toMatchObject({ key: 'benchmarks/maps.jsonl', rows: 40 });
  expect(printed[2]).toMatch(/Status +COMPLETED/);
  expect(printed[3]).toMatch(/^reasonmap-plus \(released\): 40 predictions, \d+ unparsable/);
  const table = await readFile(new URL(`../${folder}/maps/table.txt`, import.meta.url), 'utf8');
  expect(printed[3]).toBe(table);

  for (const command of blank) printed.push(await typed(command));
  expect(printed.at(-1)).toContain('against predictions made with blank images');
});

test.each([
  ['none', 'workflow not found for ID: none'],
  ['training', 'is a trainCurriculum that is FAILED: it must be an evaluatePolicy that is COMPLETED'],
])('get-evaluation of %s ends with status 2 and says why', async (workflowId, message) => {
  if (workflowId !== 'none') {
    const options = { workflowId, taskQueue: mainQueue, args: [] };
    await temporal.client.workflow.execute('trainCurriculum', options).catch(() => undefined);
  }
  const out = `${folder}/none`;
  const { status, err } = await commandLine(['get-evaluation', '--workflow-id', workflowId, '--out', out], servers);
  expect(err).toContain(`--workflow-id ${workflowId}: ${message}`);
  expect(status).toBe(2);
  expect(existsSync(new URL(`../${out}`, import.meta.url))).toBe(false);
});

test('a schedule starts an evaluation, which is answered from what is kept', async () => {
  const [create, trigger, describe, remove] = nightly as [string, string, string, string];
  await typed(create);
  try {
    await typed(trigger);
    const started = temporal.client.schedule.getHandle('nightly');
    for (;;) {
      const { info } = await started.describe();
      if (info.recentActions.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await typed(describe)).toMatch(/OverlapPolicy +Skip/);
    const { info, policies, spec } = await started.describe();
    expect(policies.overlap).toBe('SKIP');
    expect(spec.calendars).toMatchObject([{ hour: [{ start: 3, end: 3 }], minute: [{ start: 0, end: 0 }] }]);
    const { workflow } = info.recentActions[0]!.action;
    expect(workflow.workflowId).toMatch(/^nightly-\d{4}-\d\d-\d\dT/);
    const result = await temporal.client.workflow.getHandle<typeof evaluatePolicy>(workflow.workflowId).result();
    expect(result).toMatchObject({ cached: true, asked: 0, questions: 40 });
  } finally {
    await typed(remove);
  }
  await expect(temporal.client.schedule.getHandle('nightly').describe()).rejects.toThrow('not found');
});

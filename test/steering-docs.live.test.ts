import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { CurriculumSpec } from '../activities/spec.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { commandLine } from './command-line.ts';
import { Fleet } from './fleet.ts';
import { shellBlocks } from './shell-blocks.ts';
import { smallRun } from './small-run.ts';
import { temporalEnvironment } from './temporal-command.ts';
import { testClient, type TestClient } from './temporal.ts';

const [asked = [], forking = [], resetting = []] = shellBlocks('docs/steering.md');

const servers = inject('servers');
const fleet = new Fleet(servers);
const root = fileURLToPath(new URL('../', import.meta.url));
/** In place of the folder that a person's own files are in. */
const folder = `.rewardmap/test-${randomUUID()}`;
const shell = promisify(execFile);

let temporal: TestClient;

beforeAll(async () => {
  temporal = await testClient(servers);
  await mkdir(new URL(`../${folder}`, import.meta.url), { recursive: true });
  await Promise.all([fleet.start('workflow'), fleet.start('policy')]);
});

afterAll(async () => {
  await fleet.stop();
  await temporal.close();
  await rm(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true });
});

const typed = async (command: string): Promise<string> =>
  (await shell('sh', ['-c', command], { cwd: root, env: await temporalEnvironment(servers) })).stdout;

/** Runs `npm run -s rewardmap -- ...` of the page in this process: it ends well, and says nothing beside its output but what is expected. */
async function rewardmapTyped(command: string, beside: string | RegExp = /^$/): Promise<string> {
  const [, args] = /^npm run -s rewardmap -- (.+)$/.exec(command.replaceAll('.rewardmap/', `${folder}/`))!;
  const { status, out, err } = await commandLine(args!.split(' '), servers);
  expect(status).toBe(0);
  expect(err).toMatch(beside);
  return out;
}

const resultOf = (workflowId: string) =>
  temporal.client.workflow.getHandle<typeof trainCurriculum>(workflowId).result();

test('the page leads a run from a pause to its end, a fork of it, and itself again', async () => {
  const options = { workflowId: 'my-run', taskQueue: mainQueue };
  const stages = smallRun.stages.map((stage) => ({ ...stage, steps: 40 }));
  const run = await temporal.client.workflow.start('trainCurriculum', { ...options, args: [{ ...smallRun, stages }] });
  await run.query('progress');
  while (!(await run.query<{ child?: string }>('progress')).child?.includes('/stage-')) await sleep(200);
  const printed: string[] = [];
  for (const command of asked) printed.push(await typed(command));
  expect(printed.map((text) => /Result +(.*)/.exec(text)?.[1])).toMatchObject([
    'paused',
    expect.stringMatching(/digest:[0-9a-f]{64}/),
    expect.stringContaining('act:setLearningRate'),
    expect.stringContaining('from:40'),
    'training',
    expect.stringContaining('to:planning'),
    'stopping',
  ]);
  const ended = await resultOf('my-run');
  expect(ended).toMatchObject({ outcome: 'stopped', changes: 3 });

  const [fork = '', start = ''] = forking;
  const step = Math.min(3, ended.version.step);
  const forkCommand = fork.replace('--step 3', `--step ${step}`);
  expect(await rewardmapTyped(forkCommand, 'the learning rate goes towards step')).toContain(`from step ${step} on`);
  const spec = JSON.parse(await readFile(new URL(`../${folder}/fork.json`, import.meta.url), 'utf8')) as CurriculumSpec;
  expect(spec).toMatchObject({ from: { run: ended.run, step }, optimiser: { learningRate: 0.0001 } });
  expect(await rewardmapTyped(start)).toContain(`run rewardmap-small-from-${step} started`);
  const forked = temporal.client.workflow.getHandle<typeof trainCurriculum>(`rewardmap-small-from-${step}`);
  while ((await forked.query<{ step: number }>('progress')).step < step) await sleep(200);
  await forked.terminate();

  for (const command of resetting) await typed(command);
  const { report: _, seal: _again, ...again } = await resultOf('my-run');
  const { report: __, seal: _once, ...once } = ended;
  expect(again).toEqual(once);
  const verified = await rewardmapTyped('npm run -s rewardmap -- lineage my-run --verify');
  expect(verified).toContain('the result has the same seal');
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

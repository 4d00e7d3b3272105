import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { smallRun } from './small-run.ts';
import { parseSpec } from '../activities/parse-spec.ts';
import { importReward, keptReward, readRewardModule, tryReward } from '../activities/reward-module.ts';
import { curriculumSpec, type CurriculumSpec } from '../activities/spec.ts';

let outside: string;
let project: URL;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'rewardmap-reward-'));
  await mkdir(join(outside, 'project'));
  project = pathToFileURL(`${outside}/project/`);
});

afterAll(() => rm(outside, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(new URL(name, project), text);

function specWith(module: string): CurriculumSpec {
  const reward = { preset: 'paper', mode: 'baseline', own: { module, weight: 2, presetWeight: 0.5 } };
  return parseSpec(curriculumSpec, { ...smallRun, reward });
}

/** What a start of a run does with a module. */
async function tried(module: string): Promise<void> {
  tryReward(await importReward(await readRewardModule(module, project)), specWith(module));
}

test('a module of the project that gives finite numbers passes', async () => {
  await write('good.mjs', 'export const reward = (answer, { preset }) => answer.length + preset.total;');
  await expect(tried('good.mjs')).resolves.toBeUndefined();
  await expect(tried('./good.mjs')).resolves.toBeUndefined();
});

test.each([
  ['missing.mjs', undefined, 'there is no file missing.mjs in the project folder'],
  ['data.json', '{}', 'data.json must end in .ts, .js, .mjs'],
  ['empty.mjs', 'export const points = 1;', 'it must export a function named reward'],
  ['program.mjs', 'globalThis.ranAProgram = true; export const points = 1;', 'it must export a function named reward'],
  ['number.mjs', 'export const reward = 1;', 'it exports number'],
  ['broken.mjs', 'export const reward = (', 'it cannot be imported: '],
  ['nan.mjs', 'export const reward = () => 0 / 0;', 'gave NaN: it must give a finite number'],
  ['text.mjs', 'export const reward = () => "1";', 'gave a string'],
  ['promise.mjs', 'export const reward = async () => 1;', 'gave a promise'],
  ['nothing.mjs', 'export const reward = () => {};', 'gave undefined'],
  ['throwing.mjs', 'export const reward = () => { throw new Error("no such luck"); };', 'threw Error: no such luck'],
  ['silent.mjs', 'export const reward = (a) => { if (!a) throw null; return 1; };', 'threw null'],
])('%s is refused, and why', async (name, text, problem) => {
  if (text !== undefined) await write(name, text);
  await expect(tried(name)).rejects.toThrow(problem);
  expect(globalThis).not.toHaveProperty('ranAProgram');
});

test('a failure names the question', async () => {
  await write('failing.mjs', 'export const reward = () => NaN;');
  await expect(tried('failing.mjs')).rejects.toMatchObject({
    name: 'OwnRewardFailed',
    message: expect.stringMatching(/^on question trial\/7\/0\/0\/\w+ the reward gave NaN/),
  });
});

test('no path leads out of the project, by dots, from the root or by a link', async () => {
  await writeFile(join(outside, 'reward.mjs'), 'export const reward = () => 1;');
  await symlink(join(outside, 'reward.mjs'), new URL('link.mjs', project));
  for (const module of ['../reward.mjs', join(outside, 'reward.mjs'), 'link.mjs'])
    await expect(tried(module)).rejects.toThrow(`${module} leads out of the project folder`);
});

test('a file that is changed or gone after the start is noticed, with both digests', async () => {
  await write('kept.mjs', 'export const reward = () => 1;');
  const { sha256, content } = await readRewardModule('kept.mjs', project);
  const kept = { key: '', sha256, bytes: content.length };
  const reward = await keptReward('kept.mjs', kept, project);
  expect(reward('', {} as never)).toBe(1);

  await write('kept.mjs', 'export const reward = () => 2;');
  const changed = await readRewardModule('kept.mjs', project);
  await expect(keptReward('kept.mjs', kept, project)).rejects.toMatchObject({
    name: 'RewardModuleChanged',
    message: `reward.own.module kept.mjs has SHA-256 ${changed.sha256}, the run was started with ${sha256}`,
  });
  const now = await keptReward('kept.mjs', { ...kept, sha256: changed.sha256 }, project);
  expect(now('', {} as never)).toBe(2);

  await rm(new URL('kept.mjs', project));
  await expect(keptReward('kept.mjs', kept, project)).rejects.toMatchObject({
    name: 'RewardModuleChanged',
    message: expect.stringContaining(`started with ${sha256}`),
  });
});

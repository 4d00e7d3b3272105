import { expect, test } from 'vitest';

import paper from '../examples/paper.json' with { type: 'json' };
import quick from '../examples/quick.json' with { type: 'json' };
import { curriculumSpec } from '../activities/spec.ts';
import { presetPolicy } from '../policy/config.ts';
import { smallRemote } from '../policy/remote/remote-case.ts';
import { parameterCount } from '../policy/model/parameters.ts';
import { dryRun } from './dry-run.ts';
import { dryRunText } from './dry-run-text.ts';

const config = presetPolicy('tiny', 100);
const served = { ...smallRemote, maxAnswerTokens: 4_096 };
const spec = curriculumSpec.parse({
  ...quick,
  stages: [
    { name: 'taught', kinds: ['TorF1'], steps: 25, learn: 'supervised', questionsPerMap: 3 },
    { name: 'pass', kinds: ['TorF2'], pool: 32 },
    { name: 'plans', kinds: ['planning_short'], steps: 21 },
  ],
  rollout: { ...quick.rollout, questions: 16, answers: 8, maxAnswerTokens: 48 },
  snapshotEvery: 20,
});

test('a dry run counts steps, questions, answers, tokens and snapshots', () => {
  const { stages, ...told } = dryRun(spec, { config });
  expect(stages).toMatchObject([
    { name: 'taught', learn: 'supervised', steps: 25, questions: 25 * 16 * 3, answers: 0, sampledTokens: 0 },
    { name: 'pass', learn: 'reinforcement', steps: 2, questions: 32, answers: 256, sampledTokens: 256 * 48 },
    { name: 'plans', steps: 21, questions: 336, answers: 2688 },
  ]);
  // Versions 0; 20 and 25; 27; 40 and 48.
  const kept = { count: 6, bytes: 6 * 3 * 4 * parameterCount(config) };
  expect(told).toMatchObject({ steps: 48, sampledTokens: (256 + 2688) * 48, snapshots: kept, needs: [] });
});

test("the paper's preset has its hyperparameters, and a dry run tells what it needs", () => {
  const { rollout, optimiser, objective, order } = curriculumSpec.parse(paper);
  expect({ order, ...rollout }).toMatchObject({ order: 'paper', questions: 16, answers: 4, maxAnswerTokens: 2048 });
  expect(optimiser).toMatchObject({ learningRate: 1e-6, weightDecay: 0.01, maxGradNorm: 1 });
  expect(objective).toMatchObject({
    clipLow: 0.2,
    clipHigh: 0.2,
    entropyCoefficient: 0.001,
    kl: { estimator: 'k3', coefficient: 0.01, place: 'loss' },
    advantage: { estimator: 'grpo', scale: 'group-std' },
  });
  const told = dryRun(curriculumSpec.parse(paper), { config });
  expect(told).toMatchObject({ steps: null, sampledTokens: null, snapshots: { count: null, bytes: null } });
  expect(told.needs).toEqual([
    `base: a policy that writes answers of 2048 tokens; ${paper.base} writes 48`,
    'dataset: "reasonmap-train" imported into the store',
  ]);
  expect(dryRun(curriculumSpec.parse(paper), { problem: 'is missing' }).needs).toContain('base: is missing');
});

test('a policy on a server needs one, and what it keeps is not reckoned', () => {
  const objective = { ...spec.objective, entropyCoefficient: 0 };
  const told = dryRun({ ...spec, objective }, { config: served });
  expect(told).toMatchObject({ snapshots: { bytes: null } });
  expect(told.needs).toEqual(['server: a Tinker server that has toy, named by TINKER_BASE_URL, which is not set here']);
  const server = { url: 'http://127.0.0.1:8000' };
  expect(dryRun({ ...spec, objective }, { config: served }, server).needs).toEqual([
    'server: a Tinker server that has toy, at http://127.0.0.1:8000 as TINKER_BASE_URL says here',
  ]);
});

test('what the server of a policy cannot do is told before a run is opened', () => {
  const asked = { ...spec, rollout: { ...spec.rollout, maxStaleness: 1 } };
  const { needs } = dryRun(asked, { config: served });
  expect(needs.slice(1)).toEqual([
    expect.stringMatching(/^objective\.entropyCoefficient: /),
    expect.stringMatching(/^rollout\.maxStaleness: must be 0 on a Tinker server/),
  ]);
  expect(dryRun(asked, { config }).needs).toEqual([]);
});

test('as text a stage is a line', () => {
  const lines = dryRunText(dryRun(spec, { config })).split('\n');
  expect(lines).toHaveLength(2 + 3 + 2);
  expect(lines[2]).toMatch(/^taught +supervised +generated +25 +1,200 +0 +0 +TorF1$/);
  expect(lines.at(-1)).toBe('needs nothing that is not here');
});

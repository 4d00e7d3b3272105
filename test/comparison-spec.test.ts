import { expect, test } from 'vitest';

import ablation from '../examples/ablation.json' with { type: 'json' };
import { smallComparison } from './small-comparison.ts';
import { readComparison } from '../activities/comparison-spec.ts';

function problems(changes: object): readonly string[] {
  try {
    readComparison({ ...smallComparison, ...changes });
  } catch (error) {
    return (error as Error).message.replace('this spec cannot be run. ', '').split('; ');
  }
  return [];
}

const [sparse, taught] = smallComparison.arms;
const changed = (overrides: object) => ({ arms: [sparse, { ...taught!, overrides }] });

test('each arm becomes a curriculum with each seed, its overrides in place of what is common', () => {
  const { runs, judging } = readComparison(smallComparison);
  expect(runs.map(({ spec }) => spec.title)).toEqual([
    'small-comparison/sparse/1',
    'small-comparison/sparse/2',
    'small-comparison/taught/1',
    'small-comparison/taught/2',
  ]);
  expect(runs.map(({ spec }) => [spec.seed, spec.reward.detailWeight > 0])).toEqual([
    [1, false],
    [2, false],
    [1, true],
    [2, true],
  ]);
  expect(judging.detailWeight).toBeGreaterThan(0);
  expect(judging).not.toHaveProperty('own');
});

test.each([
  [{ arms: [] }, 'arms: Too small: expected array to have >=1 items'],
  [{ arms: [sparse, sparse] }, 'arms: names must differ: "sparse" stands twice'],
  [{ arms: [{ ...sparse, name: 'base' }] }, 'arms.0.name: must not be base: the base policy has a row of its own'],
  [{ seeds: [1, 1] }, 'seeds: must differ'],
  [
    { title: 't'.repeat(40), seeds: [1, 123_456_789], arms: [{ ...sparse, name: 'a'.repeat(30) }], differences: [] },
    `title: makes a run's title of 81 characters, ${'t'.repeat(40)}/${'a'.repeat(30)}/123456789: at most 80 are allowed`,
  ],
  [{ differences: [['base', 'none']] }, 'differences.0: "none" is no arm: base, sparse, taught are'],
  [{ common: { ...smallComparison.common, seed: 1 } }, 'common.seed: must not be stated: it is of each run'],
  [{ differences: [['sparse', 'sparse']] }, 'differences.0: must be two arms: "sparse" does not differ from itself'],
  [
    {
      differences: [
        ['base', 'sparse'],
        ['sparse', 'base'],
      ],
    },
    'differences.1: is the pair of differences.0 again',
  ],
  [changed({}), 'arms.taught.overrides.stages: is missing'],
  [changed(sparse!.overrides), 'arms.taught.overrides: come to the same runs as those of sparse'],
  [
    changed({
      ...sparse!.overrides,
      reward: { detailWeight: 0, mode: 'difficulty_aware', preset: 'paper', acceptMedium: true },
    }),
    'arms.taught.overrides: come to the same runs as those of sparse',
  ],
  [changed({ stages: [] }), 'arms.taught.overrides.stages: Too small: expected array to have >=1 items'],
  [changed({ ...taught!.overrides, maps: {} }), 'arms.1.overrides.maps: there is no such field'],
  [
    changed({ ...taught!.overrides, objective: { algorithm: 'grpo', clipLow: -1 } }),
    'arms.taught.overrides.objective.clipLow: Too small: expected number to be >=0',
  ],
  [
    { common: { ...smallComparison.common, threads: 0, colour: 'red' } },
    'common.threads: Too small: expected number to be >=1',
  ],
])('%# is refused with the reason', (changes, reason) => {
  expect(problems(changes)).toContain(reason);
});

test('what is wrong in common is said once, whatever the number of arms', () => {
  const { reward: _, ...common } = smallComparison.common;
  expect(problems({ common })).toEqual(['common.reward: is missing']);
});

test('what no arm states is missing in common', () => {
  expect(problems({ arms: smallComparison.arms.map((arm) => ({ ...arm, overrides: {} })) })).toEqual([
    'common.stages: is missing',
  ]);
});

test('a name that is no arm is told once, however many differences have it', () => {
  const differences = [
    ['base', 'sparse'],
    ['lost', 'sparse'],
    ['taught', 'lost'],
  ];
  expect(problems({ differences })).toEqual(['differences.1: "lost" is no arm: base, sparse, taught are']);
});

test('an arm with a bad name costs one line, whatever differences name it', () => {
  const differences = [
    ['base', 'Sparse Arm'],
    ['Sparse Arm', 'taught'],
  ];
  const found = problems({ arms: [{ ...sparse!, name: 'Sparse Arm' }, taught], differences });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^arms\.0\.name: /);
});

test('the example has the arms of the paper, each with three seeds, and sets the reward apart from the stages', () => {
  const { runs, spec } = readComparison(ablation);
  expect(spec.arms.map(({ name }) => name)).toEqual([
    'sft',
    'sparse',
    'detail',
    'curriculum',
    'rewardmap',
    'sft-grpo',
    'sft-all',
  ]);
  expect(runs).toHaveLength(21);
  const paysForDetail = runs.filter(({ seed, spec }) => seed === 1 && spec.reward.detailWeight > 0);
  expect(paysForDetail.map(({ arm }) => arm)).toEqual(['sft', 'detail', 'rewardmap', 'sft-all']);
});

import { expect, test } from 'vitest';

import { smallRun } from './small-run.ts';
import { planStages } from '../activities/open-run.ts';
import { parseSpec } from '../activities/parse-spec.ts';
import { curriculumSpec, type CurriculumSpec } from '../activities/spec.ts';

const read = (changes: object): CurriculumSpec => parseSpec(curriculumSpec, { ...smallRun, ...changes });

/** The stages of the paper's order, each some steps long. */
const paperStages = [
  { name: 'yes-no', kinds: ['TorF1', 'TorF2'], steps: 4 },
  { name: 'counts', kinds: ['Counting2', 'Counting3'], pool: 12 },
  { name: 'choices', kinds: ['Counting1'], steps: 2 },
  { name: 'planning', kinds: { planning_short: 3, planning_long: 3, TorF1: 2 }, steps: 5 },
];

function problems(changes: object): readonly string[] {
  try {
    read(changes);
  } catch (error) {
    return (error as Error).message.replace('this spec cannot be run. ', '').split('; ');
  }
  return [];
}

test('a spec of before is read as it was', () => {
  expect(read({}).stages).toEqual(smallRun.stages);
});

test('stages follow each other over one count of steps, a pass as long as its pool', () => {
  const spec = read({ order: 'paper', stages: paperStages });
  expect(planStages(spec)).toEqual([
    { name: 'yes-no', firstStep: 0, endStep: 4, ahead: 4 },
    { name: 'counts', firstStep: 4, endStep: 7, ahead: 4 },
    { name: 'choices', firstStep: 7, endStep: 9, ahead: 4 },
    { name: 'planning', firstStep: 9, endStep: 14, ahead: 4 },
  ]);
});

test('stages that sample may be answered by older versions; a staleness of 0 is none', () => {
  const stages = [paperStages[0], { ...paperStages[2], learn: 'supervised' }];
  const stale = (maxStaleness: number) => read({ stages, rollout: { ...smallRun.rollout, maxStaleness } });
  expect(planStages(stale(2))).toEqual([
    { name: 'yes-no', firstStep: 0, endStep: 4, ahead: 4, maxStaleness: 2 },
    { name: 'choices', firstStep: 4, endStep: 6, ahead: 4, learn: 'supervised' },
  ]);
  expect(JSON.stringify(stale(0))).toBe(JSON.stringify(read({ stages })));
});

const [yesNo, counts, choices, planning] = paperStages;
const paper = 'the order TorF1 + TorF2, Counting2 + Counting3, Counting1, planning_short + planning_long';

test.each([
  ['paper', [yesNo, counts, choices, planning], []],
  [
    'paper-fine',
    paperStages,
    [
      /^stages.0.kinds: overlaps parts of the order/,
      /^stages.1.kinds: overlaps parts/,
      /^stages: no stage is of TorF1, Counting3, which/,
    ],
  ],
  [
    'paper-coarse',
    [{ name: 'dense', kinds: ['TorF1', 'TorF2', 'Counting1', 'Counting2', 'Counting3'], steps: 3 }, planning],
    [],
  ],
  [
    'paper',
    [counts, yesNo, choices, planning],
    [`stages.1.kinds: misordered: comes after stage "counts", against ${paper}`],
  ],
  ['paper', [yesNo, counts, planning], [`stages: no stage is of Counting1, which ${paper} has`]],
  [
    'paper',
    [yesNo, { ...counts, kinds: ['Counting2', 'Counting3', 'TorF1'] }, choices, planning],
    [`stages.1.kinds: overlaps parts of ${paper}: to keep some TorF1 beside Counting2, Counting3, give shares`],
  ],
  [
    'paper',
    [yesNo, counts, choices, { ...choices, name: 'again' }, planning],
    ['stages.3.kinds: overlaps stage "choices", which is of Counting1 too'],
  ],
  [[['TorF2'], ['TorF1']], [yesNo], [/^stages.0.kinds: overlaps parts of the order TorF2, TorF1/, /^stages: no stage/]],
  [[['TorF2'], ['TorF2']], [yesNo], ['order: must name each kind once']],
  [
    [['TorF1'], ['TorF2']],
    [yesNo, counts],
    [
      /^stages.0.kinds: overlaps/,
      /^stages.1.kinds: Counting2, Counting3: not in the order TorF1, TorF2$/,
      /^stages: no/,
    ],
  ],
  ['hardest-first', paperStages, [/^order: expected one of "paper"\|"paper-coarse"\|"paper-fine"/]],
])('the order %j: %#', (order, stages, expected) => {
  const found = problems({ order, stages });
  const strange = found.filter((problem, index) => !says(expected[index], problem));
  expect(strange).toEqual([]);
  expect(found).toHaveLength(expected.length);
});

const says = (expected: string | RegExp | undefined, problem: string): boolean =>
  expected instanceof RegExp ? expected.test(problem) : problem === expected;

test.each([
  [{ stages: [] }, 'stages: Too small: expected array to have >=1 items'],
  [
    { stages: Array.from({ length: 11 }, (_, index) => ({ ...yesNo, name: `many-${index}`, steps: 100_000 })) },
    'stages: must end at most with step 999999 (got 1100000)',
  ],
  [{ stages: [{ ...yesNo, kinds: [] }] }, 'stages.0.kinds: Too small: expected array to have >=1 items'],
  [{ stages: [{ ...yesNo, kinds: {} }] }, 'stages.0.kinds: must name at least one'],
  [{ stages: [{ ...yesNo, kinds: { TorF1: 0 } }] }, 'stages.0.kinds.TorF1: Too small: expected number to be >0'],
  [{ stages: [{ ...yesNo, steps: 0 }] }, 'stages.0.steps: Too small: expected number to be >=1'],
  [
    { stages: [{ name: 'none', kinds: ['TorF1'] }] },
    'stages.0.steps: is missing: a stage ends after steps, or after one pass over a pool',
  ],
  [{ stages: [{ ...yesNo, pool: 8 }] }, 'stages.0.pool: must not stand beside steps: a pass has steps enough'],
  [{ stages: [{ ...counts, pool: 10 }] }, 'stages.0.pool: must be a multiple of rollout.questions, 4, for whole steps'],
  [
    { stages: [{ ...counts, difficulty: { adaptive: { window: 4, floor: 0.1 } } }] },
    'stages.0.difficulty.adaptive: must not stand beside a pool, whose questions are made before any is answered',
  ],
  [
    { stages: [{ ...yesNo, gate: { measure: 'accuracy', questions: 4, every: 4, atLeast: 0.5 } }] },
    'stages.0.gate.every: must be less than the 4 steps of the stage: it would end unchecked',
  ],
  [
    { stages: [{ ...yesNo, steps: 500, gate: { measure: 'reward', questions: 4, every: 2, atLeast: 5 } }] },
    'stages.0.gate.every: must make at most 200 checks in the 500 steps of the stage',
  ],
  [
    { stages: [{ ...yesNo, gate: { measure: 'reward', questions: 4, every: 2 } }] },
    'stages.0.gate.atLeast: is missing, and noGain too: nothing would open the gate',
  ],
  [{ stages: [{ ...yesNo, learn: 'sft' }] }, 'stages.0.learn: expected one of "reinforcement"|"supervised"'],
  [
    { stages: [{ ...yesNo, teach: 'answer' }] },
    'stages.0.teach: is of supervised stages alone: the others learn from answers of their own',
  ],
  [
    { stages: [{ ...yesNo, questionsPerMap: 4 }] },
    'stages.0.questionsPerMap: is of supervised stages alone: a group is the answers to one question',
  ],
  [
    { stages: [{ ...counts, learn: 'supervised', questionsPerMap: 4 }] },
    'stages.0.questionsPerMap: must not stand beside a pool, whose questions are shuffled',
  ],
  [
    { stages: [{ ...yesNo, learn: 'supervised', difficulty: { adaptive: { window: 4, floor: 0.1 } } }] },
    'stages.0.difficulty.adaptive: must not stand in a supervised stage, which answers nothing itself',
  ],
  [{ stages: [{ ...yesNo, learningRate: 0 }] }, 'stages.0.learningRate: Too small: expected number to be >0'],
  [{ stages: [{ ...yesNo, difficulty: { weights: {} } }] }, 'stages.0.difficulty.weights: must name at least one'],
  [
    {
      stages: [
        { ...yesNo, steps: 9, gate: { measure: 'reward', questions: 4, every: 4, noGain: { checks: 2, gain: 0 } } },
      ],
    },
    'stages.0.gate.noGain.checks: must be less than the 2 checks of the stage: the first is always a gain',
  ],
  [
    {
      maps: { style: 'dusk', difficulties: ['easy', 'easy'] },
      stages: [{ ...yesNo, difficulty: { adaptive: { window: 4, floor: 0.1 } } }],
    },
    'stages.0.difficulty.adaptive: must have a choice: maps.difficulties names one alone',
  ],
  [{ stages: [{ ...yesNo, name: 'constructor' }] }, 'stages.0.name: must not be a name that every object has'],
  [{ title: 'two\u2028lines' }, 'title: must be text without control characters'],
  [{ title: ' ' }, 'title: must have a letter, a digit or a sign'],
  [{ rollout: { ...smallRun.rollout, maxStaleness: 5 } }, 'rollout.maxStaleness: Too big: expected number to be <=4'],
  [
    {
      rollout: { ...smallRun.rollout, maxStaleness: 1 },
      stages: [{ ...yesNo, difficulty: { adaptive: { window: 4, floor: 0.1 } } }],
    },
    'stages.0.difficulty.adaptive: must not stand beside rollout.maxStaleness: steps are then answered before what their questions depend on is learnt',
  ],
  [
    { rollout: { ...smallRun.rollout, maxStaleness: 1 }, stages: [{ ...yesNo, learn: 'supervised' }] },
    'rollout.maxStaleness: must be 0 where all stages are supervised: nothing is sampled',
  ],
])('%j is refused with the reason', (changes, reason) => {
  expect(problems(changes)).toEqual([reason]);
});

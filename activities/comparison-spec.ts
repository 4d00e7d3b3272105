import { isDeepStrictEqual } from 'node:util';

import { z } from 'zod';

import { fieldProblems } from './field-problems.ts';
import { InvalidSpec, parseSpec } from './parse-spec.ts';
import { judgingSpec, type JudgingSpec } from './reward-spec.ts';
import { mostTitle, nameOf, titleOf } from './run-name.ts';
import { curriculumSpec, type CurriculumSpec } from './spec.ts';

/** The row of the base policy, which every comparison has. */
export const baseArm = 'base';

/** A comparison is one workflow, with some 20 events a run where nothing is in its way. */
const mostRuns = 200;

const name = nameOf(30);
const fields = z.record(z.string(), z.unknown());
/** Judged with the curriculum that it becomes a part of. */
const override = z.unknown().optional();

const arm = z.strictObject({
  name: name.refine((given) => given !== baseArm, `must not be ${baseArm}: the base policy has a row of its own`),
  /** What the arm is, in a line, for people. */
  describes: z.string().min(1).max(200),
  /** Fields of its curriculum, each whole, in place of the common ones. Policy, maps, threads and held-out questions are common to all. */
  overrides: z.strictObject({
    stages: override,
    order: override,
    rollout: override,
    reward: override,
    objective: override,
    optimiser: override,
  }),
});

const runTitle = (title: string, arm: string, seed: number): string => `${title}/${arm}/${seed}`;

type Pair = readonly [than: string, arm: string];
type Problem = readonly [index: number, message: string];

/** What is wrong with pairs. A name that is no arm's is told where it stands first; a pair turned round is the same pair. */
function pairProblems(pairs: readonly Pair[], names: readonly string[]): readonly Problem[] {
  const unordered = pairs.map((pair) => JSON.stringify(pair.toSorted()));
  const strangers = [...new Set(pairs.flat())].filter((side) => !names.includes(side));
  return [
    ...strangers.map((side): Problem => [
      pairs.findIndex((pair) => pair.includes(side)),
      `"${side}" is no arm: ${names.join(', ')} are`,
    ]),
    ...pairs.flatMap(([than, arm], index): Problem[] => {
      const earlier = unordered.indexOf(unordered[index]!);
      if (than === arm) return [[index, `must be two arms: "${arm}" does not differ from itself`]];
      return earlier < index ? [[index, `is the pair of differences.${earlier} again`]] : [];
    }),
  ];
}

const differ = (list: readonly (string | number)[]): boolean => new Set(list).size === list.length;

/** A run of `compareArms`: arms that share a curriculum's common fields, each trained with each seed. */
export const comparisonSpec = z
  .strictObject({
    title: titleOf(40),
    seeds: z.array(z.int().min(0)).min(1).max(20).refine(differ, 'must differ'),
    /** Runs on their way at once. */
    parallel: z.int().min(1).max(16),
    /** Fields of a curriculum (docs/curricula.md) but `title` and `seed`. Its `reward` judges the held-out answers of all arms. */
    common: fields,
    arms: z.array(arm).min(1).max(20),
    /** Pairs whose difference is shown: the second less the first. */
    differences: z.array(z.tuple([z.string(), z.string()])).max(50),
  })
  .superRefine(({ title, arms, seeds, common, differences }, context) => {
    const wrong = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const names = [baseArm, ...arms.map((each) => each.name)];
    const twice = names.find((each, index) => names.indexOf(each) < index);
    if (twice !== undefined) wrong(['arms'], `names must differ: "${twice}" stands twice`);
    const runTitles = arms.flatMap(({ name }) => seeds.map((seed) => runTitle(title, name, seed)));
    const long = runTitles.find((each) => each.length > mostTitle);
    if (long !== undefined)
      wrong(['title'], `makes a run's title of ${long.length} characters, ${long}: at most ${mostTitle} are allowed`);
    if (arms.length * seeds.length > mostRuns) wrong(['arms'], `arms times seeds must be at most ${mostRuns}`);
    for (const field of ['title', 'seed']) {
      if (field in common) wrong(['common', field], 'must not be stated: it is of each run');
    }
    for (const [index, message] of pairProblems(differences, names)) wrong(['differences', index], message);
  });

export type ComparisonSpec = z.infer<typeof comparisonSpec>;
type StatedArm = ComparisonSpec['arms'][number];

/** One arm with one seed, and the spec of its curriculum. */
export interface ArmRun {
  readonly arm: string;
  readonly seed: number;
  readonly spec: CurriculumSpec;
}

export interface ReadComparison {
  readonly spec: ComparisonSpec;
  readonly runs: readonly ArmRun[];
  /** The rules that all arms' held-out answers are judged by. */
  readonly judging: JudgingSpec;
}

/** A problem of an arm's curriculum, named by where its field was stated; where it was not, by where others state theirs. */
export function placed(problem: string, { name, overrides }: StatedArm, { common, arms }: ComparisonSpec): string {
  const [field = ''] = problem.split(/[.:]/);
  // A reward must be among what is common all the same: it judges the answers of all arms.
  const isOfArms = field !== 'reward' && !(field in common) && arms.some((each) => field in each.overrides);
  return field in overrides || isOfArms ? `arms.${name}.overrides.${problem}` : `common.${problem}`;
}

function armProblems(spec: ComparisonSpec, arm: StatedArm): readonly string[] {
  const { error } = curriculumSpec.safeParse({ ...spec.common, ...arm.overrides, title: arm.name, seed: 0 });
  return error ? fieldProblems(error, 'the spec').map((problem) => placed(problem, arm, spec)) : [];
}

/** Arms that come to the same curriculum: the very same runs would be counted as independent ones. */
function twinProblems(runs: readonly ArmRun[], [seed]: ComparisonSpec['seeds']): readonly string[] {
  const oneEach = runs.filter((run) => run.seed === seed);
  const untitled = oneEach.map(({ spec }) => ({ ...spec, title: '' }));
  return oneEach.flatMap(({ arm }, index) => {
    const twin = untitled.findIndex((spec) => isDeepStrictEqual(spec, untitled[index]));
    return twin < index ? [`arms.${arm}.overrides: come to the same runs as those of ${oneEach[twin]!.arm}`] : [];
  });
}

/** Reads a comparison and the curriculum of each of its runs. Throws {@link InvalidSpec} with every wrong field, by arm. */
export function readComparison(input: unknown): ReadComparison {
  const spec = parseSpec(comparisonSpec, input);
  const { title, common, arms, seeds } = spec;
  const problems = new Set(arms.flatMap((each) => armProblems(spec, each)));
  // The judge of all, though every arm may have a reward of its own.
  const judge = judgingSpec.safeParse(withoutOwn(common['reward']));
  if (!judge.success) {
    for (const problem of fieldProblems(judge.error, ''))
      problems.add(`common.reward${problem.replace(/^(?!:)/, '.')}`);
  }
  if (problems.size > 0 || !judge.success) throw new InvalidSpec([...problems]);
  const runs = arms.flatMap(({ name, overrides }) =>
    seeds.map((seed): ArmRun => {
      const run = { ...common, ...overrides, title: runTitle(title, name, seed), seed };
      return { arm: name, seed, spec: parseSpec(curriculumSpec, run) };
    }),
  );
  const twins = twinProblems(runs, seeds);
  if (twins.length > 0) throw new InvalidSpec(twins);
  return { spec, runs, judging: judge.data };
}

/** Held-out answers are judged by the preset's rules: points of a module of one's own are for training. */
function withoutOwn(reward: unknown): unknown {
  if (typeof reward !== 'object' || reward === null) return reward;
  return Object.fromEntries(Object.entries(reward).filter(([rule]) => rule !== 'own'));
}

import type { ArmRow, Comparison, CostRow, DifferenceRow, MeanRow } from '../report/comparison/types.ts';
import { crossedDifference, crossedMean, type SeedsByQuestions } from '../reward/statistics/crossed-means.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { AnsweredArm } from './answered-arm.ts';
import type { ArmCost } from './arm-record.ts';
import { armCurves } from './arm-curves.ts';
import { baseArm, type ComparisonSpec } from './comparison-spec.ts';
import { controlMeasures, guessing, measures, type HeldOutAnswer } from './held-out-answers.ts';
import type { ComparisonMaterial } from './open-comparison.ts';
import { shownRuns, type RunStanding } from './shown-runs.ts';

type Answers = readonly HeldOutAnswer[];

function valuesOf(measure: (typeof measures)[number], answers: Answers): readonly number[] {
  return answers.filter(measure.counts).map(measure.value);
}

/** Means over seeds and questions of each measure that some question counts for. */
function means(seeds: readonly Answers[], among = measures): Readonly<Record<string, MeanRow>> {
  return Object.fromEntries(
    among.flatMap((measure) => {
      const rows = seeds.map((answers) => valuesOf(measure, answers));
      if ((rows[0]?.length ?? 0) === 0) return [];
      return [[measure.name, crossedMean(rows, measure)] as const];
    }),
  );
}

const controls = measures.filter(({ name }) => controlMeasures.includes(name));

/** Of at least one run. */
function meanCost(costs: readonly ArmCost[]): ArmCost {
  const fields = Object.keys(costs[0]!) as (keyof ArmCost)[];
  const mean = (field: keyof ArmCost): number => costs.reduce((sum, cost) => sum + cost[field], 0) / costs.length;
  return Object.fromEntries(fields.map((field) => [field, mean(field)])) as Record<keyof ArmCost, number>;
}

/** Costs of arms beside each other: each by the mean of all. */
function besideMean(costs: ReadonlyMap<string, ArmCost>): ReadonlyMap<string, CostRow> {
  const mean = [...costs.values()].reduce((sum, { policySeconds }) => sum + policySeconds, 0) / costs.size;
  return new Map(
    [...costs].map(([name, cost]) => [name, { ...cost, ofMean: mean === 0 ? 1 : cost.policySeconds / mean }] as const),
  );
}

/** The differences of stated pairs, the second less the first, where both have a run that ended well. */
function differencesOf(
  pairs: ComparisonSpec['differences'],
  answers: ReadonlyMap<string, readonly Answers[]>,
): readonly DifferenceRow[] {
  return pairs.flatMap(([than, arm]) => {
    const [theirs = [], ours = []] = [answers.get(than), answers.get(arm)];
    if (theirs.length === 0 || ours.length === 0) return [];
    return measures.flatMap((measure): readonly DifferenceRow[] => {
      const rows = (seeds: readonly Answers[]): SeedsByQuestions => seeds.map((each) => valuesOf(measure, each));
      if (valuesOf(measure, ours[0]!).length === 0) return [];
      return [{ arm, than, measure: measure.name, ...crossedDifference(rows(ours), rows(theirs), measure) }];
    });
  });
}

/** Gathers, from the records of its runs, all that a comparison shows. Runs whose answers are not kept whole are shown by their state alone. */
export async function comparisonData(
  store: ObjectStore,
  material: ComparisonMaterial,
  states: readonly RunStanding[],
  minutes: number,
): Promise<Comparison> {
  const { spec, runs, base, code } = material;
  const shown = await shownRuns(store, material, states);
  const first = shown.find(({ answered }) => answered)?.answered;
  const ofArm = (name: string): readonly AnsweredArm[] =>
    shown.flatMap(({ run, answered }) => (run.arm === name && answered) || []);
  const names = spec.arms.map(({ name }) => name).filter((name) => ofArm(name).length > 0);
  const costs = besideMean(
    new Map(names.map((name) => [name, meanCost(ofArm(name).map(({ record }) => record.cost))])),
  );

  const answersOf = new Map<string, readonly Answers[]>([
    [baseArm, first ? [first.answers.before] : []],
    ...spec.arms.map(({ name }) => [name, ofArm(name).map(({ answers }) => answers.after)] as const),
  ]);
  const baseRow: ArmRow = {
    name: baseArm,
    describes: 'the policy that all arms start from',
    runs: [],
    values: means(answersOf.get(baseArm)!),
    blank: first ? means([first.answers['before-blank']], controls) : {},
    curves: {},
  };
  const armRow = ({ name, describes }: ComparisonSpec['arms'][number]): ArmRow => ({
    name,
    describes,
    runs: shown
      .filter(({ run }) => run.arm === name)
      .map(({ run, standing, answered }) => {
        const values = answered && means([answered.answers.after]);
        return {
          seed: run.seed,
          digest: run.digest,
          ...standing,
          run: answered?.record.run,
          policy: answered?.record.version.digest,
          roundings: answered?.record.roundings,
          values: values && Object.fromEntries(Object.entries(values).map(([measure, { mean }]) => [measure, mean])),
        };
      }),
    values: means(answersOf.get(name)!),
    blank: means(
      ofArm(name).map(({ answers }) => answers['after-blank']),
      controls,
    ),
    cost: costs.get(name),
    curves: armCurves(ofArm(name).map(({ record }) => record.curve)),
  });
  return {
    title: spec.title,
    seeds: spec.seeds,
    base,
    ...(code && { code }),
    dataSeed: runs[0]!.spec.evaluation.seed,
    questions: first
      ? Object.fromEntries(measures.map((measure) => [measure.name, valuesOf(measure, first.answers.after).length]))
      : {},
    guessing: first ? guessing(first.before) : {},
    arms: [baseRow, ...spec.arms.map(armRow)],
    differences: differencesOf(spec.differences, answersOf),
    minutes,
    spec,
  };
}

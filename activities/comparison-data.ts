import type { ArmRow, ArmState, Comparison, CostRow, DifferenceRow, MeanRow } from '../report/comparison/types.ts';
import { crossedDifference, crossedMean, type SeedsByQuestions } from '../reward/statistics/crossed-means.ts';
import type { ObjectStore } from '../store/objects.ts';
import { keptArm, type ArmCost, type ArmRecord } from './arm-record.ts';
import { armCurves } from './arm-curves.ts';
import { baseArm, type ComparisonSpec } from './comparison-spec.ts';
import type { Evaluation } from './data.ts';
import { controlMeasures, guessing, heldOutAnswers, measures, type HeldOutAnswer } from './held-out-answers.ts';
import type { ComparisonMaterial, DigestedRun } from './open-comparison.ts';

/** What became of a run of a comparison. */
export interface RunStanding {
  readonly state: ArmState;
  /** Why it failed. */
  readonly reason?: string | undefined;
}

/** A run that ended well, and how its policy answered the held-out questions. */
interface AnsweredRun {
  readonly record: ArmRecord;
  readonly evaluated: Evaluation;
  readonly answers: Readonly<Record<EvaluationLabel, readonly HeldOutAnswer[]>>;
}

const labels = ['before', 'after', 'before-blank', 'after-blank'] as const;
type EvaluationLabel = (typeof labels)[number];

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

/** Throws where runs were asked other questions: their answers cannot be set beside each other. */
function assertSameQuestions(runs: readonly AnsweredRun[]): void {
  const asked = (run: AnsweredRun): string => run.answers.after.map(({ id }) => id).join('\n');
  const stranger = runs.find((run) => asked(run) !== asked(runs[0]!));
  if (stranger)
    throw new Error(`run ${stranger.record.run} was asked other held-out questions than ${runs[0]!.record.run}`);
}

async function answeredRun(
  store: ObjectStore,
  { digest }: DigestedRun,
  judging: ComparisonMaterial['judging'],
): Promise<AnsweredRun | undefined> {
  const record = await keptArm(store, digest);
  if (!record) return undefined;
  const evaluations = await Promise.all(
    labels.map((label) => store.readRecord<Evaluation>(`runs/${record.run}/evaluations/${label}.json`)),
  );
  const answers = await Promise.all(
    evaluations.map(async (evaluation) => (evaluation ? heldOutAnswers(store, evaluation, judging) : [])),
  );
  const byLabel = Object.fromEntries(labels.map((label, index) => [label, answers[index]!]));
  return { record, evaluated: evaluations[0]!, answers: byLabel as AnsweredRun['answers'] };
}

/** Gathers, from the records of its runs, all that a comparison shows. Runs that are not kept are shown by their state alone. */
export async function comparisonData(
  store: ObjectStore,
  { spec, judging, runs, base }: ComparisonMaterial,
  states: readonly RunStanding[],
  minutes: number,
): Promise<Comparison> {
  const ended = new Map<DigestedRun, AnsweredRun>();
  for (const run of runs) {
    const answered = await answeredRun(store, run, judging);
    if (answered) ended.set(run, answered);
  }
  const all = [...ended.values()];
  assertSameQuestions(all);
  const [first] = all;
  const ofArm = (name: string): readonly AnsweredRun[] =>
    runs.flatMap((run) => (run.arm === name && ended.get(run)) || []);
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
    runs: runs.flatMap((run, index) => {
      if (run.arm !== name) return [];
      const answered = ended.get(run);
      const values = answered && means([answered.answers.after]);
      return [
        {
          seed: run.seed,
          digest: run.digest,
          ...states[index]!,
          run: answered?.record.run,
          policy: answered?.record.version.digest,
          values: values && Object.fromEntries(Object.entries(values).map(([measure, { mean }]) => [measure, mean])),
        },
      ];
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
    dataSeed: runs[0]!.spec.evaluation.seed,
    questions: first
      ? Object.fromEntries(measures.map((measure) => [measure.name, valuesOf(measure, first.answers.after).length]))
      : {},
    guessing: first ? guessing(first.evaluated) : {},
    arms: [baseRow, ...spec.arms.map(armRow)],
    differences: differencesOf(spec.differences, answersOf),
    minutes,
    spec,
  };
}

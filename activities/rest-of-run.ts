import type { StageSpan } from '../report/types.ts';
import type { SteeringRecord } from '../store/steering-record.ts';
import { firstStepOf, type CurriculumSpec } from './spec.ts';
import { mostSteps, mostStepsOf, stageProblems, type StageSpec } from './stage-spec.ts';

/** A run up to a step, from its records. */
export interface RunSoFar {
  readonly run: string;
  readonly spec: CurriculumSpec;
  readonly step: number;
  /** The steps before that each stage took. */
  readonly spans: readonly StageSpan[];
  /** The stage that the step itself was of, where the run has taken it. */
  readonly next?: string | undefined;
  readonly acts: readonly SteeringRecord[];
}

export interface RestOfRun {
  /** What a fork from the step must state to do what the run was to do. Has no stages where nothing was left. */
  readonly spec: CurriculumSpec;
  /** What the fork does otherwise. */
  readonly notices: readonly string[];
}

/** A spec with the rates and lengths that people had changed by a step. */
function changed(spec: CurriculumSpec, acts: readonly SteeringRecord[]): CurriculumSpec {
  return acts.reduce((so, act) => {
    if (act.act === 'setStageLength')
      return withStage(so, act.of, (stage) =>
        stage.pool === undefined
          ? { ...stage, steps: act.to }
          : { ...stage, pool: Math.min(Number(stage.pool), act.to * spec.rollout.questions) },
      );
    if (act.act !== 'setLearningRate') return so;
    if (act.of !== null) return withStage(so, act.of, (stage) => ({ ...stage, learningRate: act.to }));
    return { ...so, optimiser: { ...so.optimiser, learningRate: act.to } };
  }, spec);
}

function withStage(spec: CurriculumSpec, name: string, change: (stage: StageSpec) => StageSpec): CurriculumSpec {
  return { ...spec, stages: spec.stages.map((stage) => (stage.name === name ? change(stage) : stage)) };
}

/** What is left of a stage of which some steps are done; undefined where nothing is. */
function left(stage: StageSpec, done: number, questions: number): StageSpec | undefined {
  const steps = mostSteps(stage, questions) - done;
  if (steps <= 0) return undefined;
  const { pool, gate, ...rest } = stage;
  if (pool !== undefined) return stage;
  const remaining = { ...rest, steps };
  const isGated = gate && stageProblems({ ...remaining, gate }, questions).length === 0;
  return isGated ? { ...remaining, gate } : remaining;
}

function noticesOf(stage: StageSpec, remaining: StageSpec): readonly string[] {
  return [
    ...(stage.pool === undefined ? [] : [`stage "${stage.name}" passes its pool from the start`]),
    ...(stage.dataset && stage.pool === undefined ? [`stage "${stage.name}" passes its dataset from the start`] : []),
    ...(stage.gate && !remaining.gate ? [`stage "${stage.name}" has too few steps left for its gate`] : []),
  ];
}

/** A fork takes its schedule to its own end; where stages of the run were cut short, the run went on towards the end that it had stated. */
function scheduleNotices(stated: CurriculumSpec, step: number, stages: readonly StageSpec[]): readonly string[] {
  const { questions } = stated.rollout;
  const [end, statedEnd] = [
    step + mostStepsOf(stages, questions),
    firstStepOf(stated) + mostStepsOf(stated.stages, questions),
  ];
  if (end >= statedEnd || stages.length === 0 || stated.optimiser.schedule.shape === 'constant') return [];
  return [`the learning rate goes towards step ${end}, in the run it goes towards step ${statedEnd}`];
}

/** The spec of a fork that goes on as the run would have: with what people had changed by then, and what was left of its stages. */
export function restOfRun({ run, spec: stated, step, spans, next, acts }: RunSoFar): RestOfRun {
  const {
    base: _,
    from: __,
    order: ___,
    ...spec
  } = changed(
    stated,
    acts.filter((act) => act.step <= step),
  );
  const { questions } = spec.rollout;
  const span = spans.at(-1);
  const skipped = acts.findLast((act) => act.act === 'skipTo' && act.step === step);
  const [name, done] = begin();
  const index = spec.stages.findIndex((stage) => stage.name === name);
  const [atWork, ...later] = spec.stages.slice(Math.max(0, index));
  const remaining = atWork && left(atWork, done, questions);
  const title = `${spec.title.slice(0, 66).replace(/[\uD800-\uDBFF]$/, '')}-from-${step}`;
  const stages = [...(remaining ? [remaining] : []), ...later];
  return {
    spec: { ...spec, title, from: { run, step, optimiser: 'kept' }, stages },
    notices: [
      ...(atWork && remaining && done > 0 ? noticesOf(atWork, remaining) : []),
      ...scheduleNotices(stated, step, stages),
    ],
  };

  /** The stage that the fork begins in, and its steps that are done. */
  function begin(): readonly [name: string | undefined, done: number] {
    if (next !== undefined) return [next, next === span?.name ? step - span.firstStep : 0];
    if (skipped?.act === 'skipTo') return [skipped.to, 0];
    return [span?.name ?? spec.stages[0]?.name, span ? step - span.firstStep : 0];
  }
}

import type { Changeable, PlannedStage } from '../activities/open-run.ts';
import type { SteeringAct, StepSteering } from '../store/steering-record.ts';

/** The stages of a run, as people have changed them so far. */
export interface CurriculumPlan {
  /** As the spec states them. */
  readonly stages: readonly PlannedStage[];
  /** Undefined for a run that an earlier release opened: nothing of it can be changed. */
  readonly changeable: Changeable | undefined;
  /** Which stage is at work, or the next one. */
  readonly at: number;
  readonly atWork: boolean;
  /** The step of the run that it begins with. */
  readonly firstStep: number;
  /** What people put in place of what is stated: the run's rate, and rates and lengths of stages. */
  readonly learningRate?: number;
  readonly learningRates: Readonly<Record<string, number>>;
  readonly lengths: Readonly<Record<string, number>>;
  /** Where the stage at work ends after `step` steps of the run, and which one follows. */
  readonly skip?: { readonly to: string; readonly step: number };
}

export const planOf = (
  stages: readonly PlannedStage[],
  changeable: Changeable | undefined,
  firstStep: number,
): CurriculumPlan => ({ stages, changeable, at: 0, atWork: false, firstStep, learningRates: {}, lengths: {} });

const indexOf = ({ stages }: CurriculumPlan, name: string): number => stages.findIndex((stage) => stage.name === name);

export function lengthOf({ lengths }: CurriculumPlan, { name, firstStep, endStep }: PlannedStage): number {
  return lengths[name] ?? endStep - firstStep;
}

const stepsFrom = (plan: CurriculumPlan, index: number): number =>
  plan.stages.slice(index).reduce((sum, stage) => sum + lengthOf(plan, stage), 0);

/** Steps of all stages, whatever gates and people leave out of them. */
export const statedSteps = (plan: CurriculumPlan): number => stepsFrom(plan, 0);

/** The step that the run ends with, as it looks now. */
export function lastStep(plan: CurriculumPlan): number {
  const { skip, firstStep, at } = plan;
  return skip ? skip.step + stepsFrom(plan, indexOf(plan, skip.to)) : firstStep + stepsFrom(plan, at);
}

/** The stage at work or next, with the steps of the run that it has; undefined where none is left. */
export function stageAt(plan: CurriculumPlan): PlannedStage | undefined {
  const stage = plan.stages[plan.at];
  const { firstStep } = plan;
  return stage && { ...stage, firstStep, endStep: firstStep + lengthOf(plan, stage) };
}

export const begun = (plan: CurriculumPlan): CurriculumPlan => ({ ...plan, atWork: true });

/**
 * The plan after its stage has ended, at a step of the run. A stage that came neither to its last step nor through its gate nor was skipped
 * was stopped: it stays the stage that the run is at.
 */
export function ended({ skip, ...plan }: CurriculumPlan, step: number, opened: boolean): CurriculumPlan {
  if (skip) return { ...plan, at: indexOf(plan, skip.to), atWork: false, firstStep: step };
  if (!opened && step < stageAt(plan)!.endStep) return { ...plan, atWork: false };
  return { ...plan, at: plan.at + 1, atWork: false, firstStep: step };
}

/** Whose learning rate a stage goes by: its own, or, null, the run's. */
const rateOwner = ({ changeable }: CurriculumPlan, stage: string): string | null =>
  changeable?.stages[stage]?.learningRate === undefined ? null : stage;

/** The learning rate that a stage goes by, before warm-up and schedule. */
export function rateOf(plan: CurriculumPlan, stage: string): number | undefined {
  return rateOwner(plan, stage) === null
    ? (plan.learningRate ?? plan.changeable?.learningRate)
    : (plan.learningRates[stage] ?? plan.changeable?.stages[stage]?.learningRate);
}

/** What the steps of a stage must know of changes; undefined where there are none. */
export function steeredAt(plan: CurriculumPlan, stage: string): StepSteering | undefined {
  const changed = rateOwner(plan, stage) === null ? plan.learningRate : plan.learningRates[stage];
  if (changed === undefined && Object.keys(plan.lengths).length === 0) return undefined;
  return {
    ...(changed !== undefined && { learningRate: changed }),
    ...(Object.keys(plan.lengths).length > 0 && { runSteps: statedSteps(plan) }),
  };
}

/** The plan after an act has taken hold with `step` steps of the run done. */
export function withAct(plan: CurriculumPlan, act: SteeringAct & { readonly step: number }): CurriculumPlan {
  switch (act.act) {
    case 'setLearningRate':
      return act.of === null
        ? { ...plan, learningRate: act.to }
        : { ...plan, learningRates: { ...plan.learningRates, [act.of]: act.to } };
    case 'setStageLength':
      return { ...plan, lengths: { ...plan.lengths, [act.of]: act.to } };
    case 'skipTo':
      if (plan.atWork) return { ...plan, skip: { to: act.to, step: act.step } };
      return indexOf(plan, act.to) > plan.at ? { ...plan, at: indexOf(plan, act.to), firstStep: act.step } : plan;
    default:
      return plan;
  }
}

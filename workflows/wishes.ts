import type { SteeringAct } from '../store/steering-record.ts';
import { lengthOf, rateOf, stageAt, statedSteps, type CurriculumPlan } from './curriculum-plan.ts';

/** What updates take, beside those that take nothing. */
export interface Wishes {
  readonly setLearningRate: { readonly learningRate: number };
  readonly setStageLength: { readonly stage: string; readonly steps: number };
  readonly skipTo: { readonly stage: string };
}
export type WishName = keyof Wishes;
type ActOf<Name extends WishName> = Extract<SteeringAct, { readonly act: Name }>;

/** A run when something is asked of it. */
export interface Asked {
  readonly plan: CurriculumPlan;
  /** Steps of the run that are known to be done. */
  readonly step: number;
}

interface Wish<Name extends WishName> {
  readonly description: string;
  /** The one argument, as it is shown to who gives another. */
  readonly takes: Readonly<Record<keyof Wishes[Name], 'a number' | 'the name of a stage'>>;
  /** Why it cannot be; undefined where it can. */
  readonly refusal: (wish: Wishes[Name], asked: Asked) => string | undefined;
  readonly act: (wish: Wishes[Name], asked: Asked) => ActOf<Name>;
}

const quoted = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

function noStage({ stages }: CurriculumPlan, name: string): string {
  return `stage: there is no ${quoted(name)}, the stages are ${stages.map((stage) => stage.name).join(', ')}`;
}

/** Why a stage of this name cannot be asked for; undefined where it is at work, next or later. */
function passed(plan: CurriculumPlan, name: string): string | undefined {
  const index = plan.stages.findIndex((stage) => stage.name === name);
  if (index < 0) return noStage(plan, name);
  return index < plan.at ? `stage: ${quoted(name)} has passed` : undefined;
}

/** What people may change of a run under way, by the names of the updates. docs/steering.md says what each does. */
export const wishes: { readonly [Name in WishName]: Wish<Name> } = {
  setLearningRate: {
    description: 'From the next step on, in place of the learning rate that the stage at work goes by.',
    takes: { learningRate: 'a number' },
    refusal({ learningRate }, { plan }) {
      const most = plan.changeable!.mostLearningRate;
      return learningRate > 0 && learningRate <= most
        ? undefined
        : `learningRate: must be above 0 and at most ${most} (got ${learningRate})`;
    },
    act({ learningRate }, { plan }) {
      const { name } = stageAt(plan)!;
      const of = plan.changeable!.stages[name]!.learningRate === undefined ? null : name;
      return { act: 'setLearningRate', of, from: rateOf(plan, name)!, to: learningRate };
    },
  },
  setStageLength: {
    description: 'The steps of a stage at work or to come. A stage that has more done ends after the step at work.',
    takes: { stage: 'the name of a stage', steps: 'a number' },
    refusal({ stage: name, steps }, { plan, step }) {
      const over = passed(plan, name);
      if (over !== undefined) return over;
      const stage = plan.stages.find((each) => each.name === name)!;
      const most = plan.changeable!.stages[name]!.mostSteps;
      const least = Math.max(1, plan.atWork && stage === plan.stages[plan.at] ? step - plan.firstStep : 1);
      return Number.isInteger(steps) && steps >= least && steps <= most
        ? undefined
        : `steps: must be a whole number from ${least} to ${most} (got ${steps})`;
    },
    act({ stage: name, steps }, { plan }) {
      const from = lengthOf(
        plan,
        plan.stages.find((stage) => stage.name === name)!,
      );
      return { act: 'setStageLength', of: name, from, to: steps, runSteps: statedSteps(plan) + steps - from };
    },
  },
  skipTo: {
    description: 'End the stage at work after the step at work, and go on with this later one.',
    takes: { stage: 'the name of a stage' },
    refusal({ stage: name }, { plan }) {
      const over = passed(plan, name);
      if (over !== undefined) return over;
      if (plan.stages[plan.at]!.name !== name) return undefined;
      return `stage: ${quoted(name)} is ${plan.atWork ? 'at work' : 'the next one'} already`;
    },
    act: ({ stage }, { plan }) => ({ act: 'skipTo', from: stageAt(plan)!.name, to: stage }),
  },
};

/** Why an argument is none that the update takes; undefined where it is one. It comes from whoever calls: it may be anything. */
export function misfit(name: WishName, given: unknown): string | undefined {
  const fields = Object.entries(wishes[name].takes);
  const shown = `{${fields.map(([field, what]) => `"${field}": <${what}>`).join(', ')}}`;
  const value = Object(given) as Readonly<Record<string, unknown>>;
  const fits =
    Object.keys(value).length === fields.length &&
    fields.every(([field, what]) => typeof value[field] === (what === 'a number' ? 'number' : 'string'));
  return fits ? undefined : `the input must be ${shown} (got ${quoted(given)})`;
}

import type { AskedAct, SteeringAct, SteeringRecord } from '../store/steering-record.ts';
import { steerings, type Steering, type StepReached } from './messages.ts';

/** What signals must look like. Unlike updates they have no validators: whatever anyone sends is in the history for good. */
type Fits = (value: unknown) => boolean;

const text: Fits = (value) => typeof value === 'string';
const number: Fits = (value) => Number.isFinite(value);
const count: Fits = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isNull: Fits = (value) => value === null;
const isLeftOut: Fits = (value) => value === undefined;

const either =
  (...some: readonly Fits[]): Fits =>
  (value) =>
    some.some((fits) => fits(value));

/** An object with these fields, and whatever others. */
const having =
  (fields: Readonly<Record<string, Fits>>): Fits =>
  (value) =>
    Object.entries(fields).every(([name, fits]) => fits((Object(value) as Readonly<Record<string, unknown>>)[name]));

/** JSON has null for what is no finite number. */
const numbers: Fits = (value) =>
  typeof value === 'object' && value !== null && Object.values(value).every(either(number, isNull));

const acts: Readonly<Record<SteeringAct['act'], Fits>> = {
  pause: having({}),
  resume: having({}),
  stop: having({}),
  checkpoint: having({ digest: either(isLeftOut, text) }),
  setLearningRate: having({ of: either(isNull, text), from: number, to: number }),
  setStageLength: having({ of: text, from: count, to: count, runSteps: count }),
  skipTo: having({ from: text, to: text }),
};

function isAskedAct(told: unknown): told is AskedAct {
  const { act } = Object(told) as Partial<AskedAct>;
  return typeof act === 'string' && Object.hasOwn(acts, act) && acts[act](told) && having({ id: text })(told);
}

export const isSteer = (told: unknown): told is AskedAct | Steering =>
  steerings.some((word) => word === told) || isAskedAct(told);

export const isRecord = (told: unknown): told is SteeringRecord =>
  isAskedAct(told) && having({ step: count, stage: text, at: text })(told);

const gate = having({
  step: count,
  value: number,
  measure: text,
  checks: count,
  best: number,
  withoutGain: count,
  opened: either(isNull, text),
});

const reached = having({ step: count, metrics: numbers, gate: either(isLeftOut, gate) });
export const isReached = (told: unknown): told is StepReached => reached(told);

import { condition, currentUpdateInfo, setHandler, uuid4 } from '@temporalio/workflow';

import type { AskedAct } from '../store/steering-record.ts';
import { pauseUpdate, resumeUpdate, stopUpdate, type RunState, type Steering } from './messages.ts';
import { turnDown } from './turn-down.ts';

/** What people want of a run right now. */
export interface SteeringState {
  paused: boolean;
  stopping: boolean;
  /** No step is left to be held or stopped. */
  over?: boolean;
}

/** Whether a run goes on, asked for by an update. */
export interface AskedHold {
  readonly id: string;
  readonly act: Steering;
}

const updates = { pause: pauseUpdate, resume: resumeUpdate, stop: stopUpdate } as const;

const descriptions: Readonly<Record<Steering, string>> = {
  pause: 'Hold the run after the step at work.',
  resume: 'Let a paused run go on.',
  stop: 'Finish the step at work, keep a snapshot, evaluate, report and end well.',
};

/** Why nothing can be asked of a run any more; undefined where something can. */
export function tooLate({ stopping, over }: SteeringState): string | undefined {
  if (stopping) return over ? 'the run was stopped and is ending' : 'the run is stopping already';
  return over ? 'the run has trained its last step' : undefined;
}

/** Why a wish makes no sense now; undefined where it does. */
function refusal(state: SteeringState, wish: Steering): string | undefined {
  const late = tooLate(state);
  if (late !== undefined) return late;
  if (wish === 'pause' && state.paused) return 'the run is paused already';
  if (wish === 'resume' && !state.paused) return 'the run is not paused';
  return undefined;
}

export const isHold = (asked: AskedAct): asked is AskedHold => asked.act in updates;

export function applyHold(state: SteeringState, { act }: Pick<AskedHold, 'act'>): void {
  state.paused = act === 'pause';
  state.stopping ||= act === 'stop';
}

/** Listens to people: updates whose validators turn down what makes no sense, before an event is written. */
export function heldByUpdates(state: SteeringState, act: (asked: AskedHold) => Promise<RunState>): void {
  for (const [wish, update] of Object.entries(updates) as [Steering, typeof pauseUpdate][]) {
    setHandler(update, () => act({ id: currentUpdateInfo()!.id, act: wish }), {
      description: descriptions[wish],
      validator: () => turnDown(wish, refusal(state, wish)),
    });
  }
}

/** What a signal asks for, whichever release passed it on. */
export const askedBy = (told: AskedAct | Steering): AskedAct =>
  typeof told === 'string' ? { id: uuid4(), act: told } : told;

/** Waits while the run is paused. */
export async function whilePaused(state: SteeringState): Promise<void> {
  await condition(() => !state.paused);
}

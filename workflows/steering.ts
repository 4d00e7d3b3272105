import { condition, setHandler } from '@temporalio/workflow';

import { pauseUpdate, resumeUpdate, steerSignal, stopUpdate, type RunState, type Steering } from './messages.ts';

/** What people want of a run right now. */
export interface SteeringState {
  paused: boolean;
  stopping: boolean;
  /** No step is left to be held or stopped. */
  over?: boolean;
}

const updates = { pause: pauseUpdate, resume: resumeUpdate, stop: stopUpdate } as const;

const descriptions: Readonly<Record<Steering, string>> = {
  pause: 'Hold the run after the step at work.',
  resume: 'Let a paused run go on.',
  stop: 'Finish the step at work, keep a snapshot, evaluate, report and end well.',
};

/** Why a wish makes no sense now; undefined where it does. */
function refusal(state: SteeringState, wish: Steering): string | undefined {
  if (state.stopping) return state.over ? 'the run was stopped and is ending' : 'the run is stopping already';
  if (state.over) return 'the run has trained its last step';
  if (wish === 'pause' && state.paused) return 'the run is paused already';
  if (wish === 'resume' && !state.paused) return 'the run is not paused';
  return undefined;
}

export function applySteering(state: SteeringState, wish: Steering): void {
  state.paused = wish === 'pause';
  state.stopping ||= wish === 'stop';
}

/** Listens to people: updates whose validators turn down what makes no sense, before an event is written. */
export function steeredByUpdates(state: SteeringState, act: (wish: Steering) => Promise<RunState>): void {
  for (const [wish, update] of Object.entries(updates) as [Steering, typeof pauseUpdate][]) {
    setHandler(update, () => act(wish), {
      description: descriptions[wish],
      validator: () => {
        const reason = refusal(state, wish);
        if (reason !== undefined) throw new Error(`cannot ${wish}: ${reason}`);
      },
    });
  }
}

/** Listens to the curriculum, which passes on what people asked of it. */
export function steeredBySignal(state: SteeringState): void {
  setHandler(steerSignal, (wish) => applySteering(state, wish), {
    description: 'What people asked of the curriculum.',
  });
}

/** Waits while the run is paused. */
export async function whilePaused(state: SteeringState): Promise<void> {
  await condition(() => !state.paused);
}

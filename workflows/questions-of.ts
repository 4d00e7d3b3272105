import { light } from './activity-options.ts';
import { QuestionsAhead } from './questions-ahead.ts';
import type { SteppedStage } from './steps.ts';

/** The questions of a stage's steps, as an activity chooses them. */
export function questionsOf({ run, name, firstStep, ahead = 1 }: SteppedStage): QuestionsAhead {
  return new QuestionsAhead((step, count, known) => {
    const summary = count === 1 ? `${name} step ${step}` : `${name} steps ${step} to ${step + count - 1}`;
    return light.selectBatches.executeWithOptions({ summary: `${summary}: questions` }, [
      { run, stage: name, firstStep, step, count, ...known },
    ]);
  }, ahead);
}

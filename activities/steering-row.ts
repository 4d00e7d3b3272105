import type { SteeringRow } from '../report/types.ts';
import type { SteeringRecord } from '../store/steering-record.ts';

type Told = Pick<SteeringRow, 'what' | 'change'>;

const changed = (what: string, from: number | string, to: number | string): Told => ({
  what,
  change: [String(from), String(to)],
});

/** An act as a person would tell of it. */
function told(act: SteeringRecord): Told {
  switch (act.act) {
    case 'setLearningRate':
      return changed(act.of === null ? 'learning rate' : `learning rate of ${act.of}`, act.from, act.to);
    case 'setStageLength':
      return changed(`steps of ${act.of}`, act.from, act.to);
    case 'skipTo':
      return changed('skip', act.from, act.to);
    default:
      return { what: act.act };
  }
}

/** What a report shows of an act. */
export const steeringRow = (act: SteeringRecord): SteeringRow => ({
  step: act.step,
  stage: act.stage,
  at: act.at,
  ...told(act),
});

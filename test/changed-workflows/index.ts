/** Our workflows, changed as no workflow may be while runs of it are under way: each waits a moment before it begins. */
import { sleep } from '@temporalio/workflow';

import * as ours from '../../workflows/index.ts';

function later<Args extends unknown[], Result>(workflow: (...args: Args) => Promise<Result>) {
  return async (...args: Args): Promise<Result> => {
    await sleep('1 second');
    return workflow(...args);
  };
}

export const trainCurriculum = later(ours.trainCurriculum);
export const trainStage = later(ours.trainStage);
export const evaluateHeldOut = later(ours.evaluateHeldOut);
export const evaluatePolicy = later(ours.evaluatePolicy);
export const coldStart = later(ours.coldStart);
export const buildDataset = later(ours.buildDataset);
export const compareArms = later(ours.compareArms);
export const sweepStore = later(ours.sweepStore);

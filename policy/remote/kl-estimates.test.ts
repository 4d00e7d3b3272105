import { expect, test } from 'vitest';

import { klLoss } from '../batch-loss.ts';
import { klEstimators } from '../objectives.ts';
import { klEstimates } from './kl-estimates.ts';

const differences = [-25, -19, -3, -0.1, 0.1, 2, 2.7, 5, 19, 25];

test.each(klEstimators)('%s is that of the graphs, in value and slope, and beyond its bounds', async (estimator) => {
  for (const difference of differences) {
    const numbers = {
      logProbabilities: [[-30]],
      oldLogProbabilities: [[-30]],
      referenceLogProbabilities: [[-30 + difference]],
      advantages: [[0]],
      width: 1,
    };
    const { loss, gradient } = await klLoss(numbers, estimator);
    const { value, slope } = klEstimates[estimator];
    expect(value(difference)).toBeCloseTo(loss, 9);
    expect(slope(difference)).toBeCloseTo(gradient[0]![0]!, 9);
  }
});

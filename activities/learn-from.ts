import type { GrpoObjective } from '../policy/objectives.ts';
import type { Policy, TrainingGroup, UpdateMetrics } from '../policy/port.ts';
import type { ScoredBatch } from './data.ts';
import type { MapPixels } from './map-pixels.ts';
import type { CurriculumSpec } from './spec.ts';
import { warmUp } from './warm-up.ts';

/** The objective of one step: the spec's, with the learning rate that the warm-up allows. */
function objectiveAt({ grpo, optimiser }: CurriculumSpec, step: number): GrpoObjective {
  const { warmupSteps, learningRate, ...settings } = optimiser;
  return { kind: 'grpo', ...grpo, ...settings, learningRate: learningRate * warmUp(warmupSteps, step) };
}

/** One update on a scored batch. The same policy, batch and spec always give the same bytes: this is what a replay repeats. */
export async function learnFrom(
  policy: Policy,
  batch: ScoredBatch,
  spec: CurriculumSpec,
  pixels: MapPixels,
): Promise<UpdateMetrics> {
  const groups = await Promise.all(
    batch.groups.map(async ({ question, map, answers }): Promise<TrainingGroup> => {
      const rows = answers.map(({ tokens, advantage, logProbabilities }) => ({
        question: question.question,
        tokens,
        advantage,
        oldLogProbabilities: logProbabilities,
      }));
      return { image: await pixels.of(map), rows };
    }),
  );
  return policy.update(groups, objectiveAt(spec, batch.step));
}

import type { OptimiserSettings } from '../policy/objectives.ts';
import type { Policy, TrainingGroup, UpdateMetrics } from '../policy/port.ts';
import { withoutThought } from '../transit/questions/trace.ts';
import type { Batch, PosedQuestion } from './data.ts';
import type { Pixels } from './map-pixels.ts';
import { readsAnyText, type StageSpec } from './stage-spec.ts';
import { trainedTokens } from './trained-tokens.ts';

/** Neighbours about one map, which is then encoded once for all of them. */
function byMap(questions: readonly PosedQuestion[]): readonly (readonly PosedQuestion[])[] {
  const groups: PosedQuestion[][] = [];
  for (const posed of questions) {
    const group = groups.at(-1);
    if (group?.[0]?.map.sha256 === posed.map.sha256) group.push(posed);
    else groups.push([posed]);
  }
  return groups;
}

/** A supervised update: cross-entropy of the tokens of the solutions, or of their answers alone, mean over all of them. Throws `BadText` where a solution has words that the policy has not. */
export async function imitate(
  policy: Policy,
  { groups: questions }: Batch,
  stage: StageSpec,
  optimiser: OptimiserSettings,
  pixels: Pixels,
): Promise<UpdateMetrics> {
  const groups = await Promise.all(
    byMap(questions).map(async (aboutMap): Promise<TrainingGroup> => {
      const rows = aboutMap.map(({ question: { question, solution } }) => ({
        question,
        tokens: policy.answerTokens(stage.teach === 'answer' ? withoutThought(solution) : solution),
        advantage: 1,
        oldLogProbabilities: [],
      }));
      return { image: await pixels.of(aboutMap[0]!.map), rows, anyText: readsAnyText(stage) };
    }),
  );
  const found = await policy.update(groups, { kind: 'sft', cellCoefficient: 0, ...optimiser });
  return { ...found, 'perf/trained_tokens': trainedTokens(groups) };
}

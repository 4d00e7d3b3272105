import type { OptimiserSettings, PolicyGradientObjective } from '../policy/objectives.ts';
import type { Policy, TrainingGroup, UpdateMetrics } from '../policy/port.ts';
import type { ScoredBatch, ScoredGroup } from './data.ts';
import type { Pixels } from './map-pixels.ts';
import type { CurriculumSpec } from './spec.ts';
import { readsAnyText, type StageSpec } from './stage-spec.ts';
import { trainedTokens } from './trained-tokens.ts';

/** The spec's objective, with the optimiser of the step. */
function objectiveOf({ objective, rollout }: CurriculumSpec, optimiser: OptimiserSettings): PolicyGradientObjective {
  const { algorithm: _, advantage: __, dropFlatGroups: ___, mostGroups: ____, kl, ...loss } = objective;
  return {
    kind: 'policy-gradient',
    ...loss,
    kl: kl?.place === 'loss' ? kl : null,
    sumNorm: rollout.maxAnswerTokens,
    ...(rollout.maxStaleness && { offPolicy: true }),
    ...optimiser,
  };
}

/** A group that teaches nothing: all its advantages are 0. */
const isFlat = ({ answers }: ScoredGroup): boolean =>
  answers.every(({ advantage, tokenAdvantages }) => advantage === 0 && tokenAdvantages === undefined);

/** A policy-gradient update on a scored batch. Where all groups are dropped the policy stays as it is. */
export async function reinforce(
  policy: Policy,
  batch: ScoredBatch,
  stage: StageSpec,
  spec: CurriculumSpec,
  optimiser: OptimiserSettings,
  pixels: Pixels,
): Promise<UpdateMetrics> {
  const { dropFlatGroups, mostGroups, epochs } = spec.objective;
  const left = dropFlatGroups ? batch.groups.filter((group) => !isFlat(group)) : batch.groups;
  const learnt = left.slice(0, mostGroups ?? left.length);
  const counts = {
    'actor/frac_groups_dropped': 1 - left.length / batch.groups.length,
    'actor/groups': learnt.length,
  };
  if (learnt.length === 0) return { ...counts, 'perf/trained_tokens': 0 };
  const groups = await Promise.all(
    learnt.map(async ({ question, map, answers }): Promise<TrainingGroup> => {
      const rows = answers.map(
        ({ tokens, advantage, tokenAdvantages, logProbabilities, referenceLogProbabilities }) => ({
          question: question.question,
          tokens,
          advantage: tokenAdvantages ?? advantage,
          oldLogProbabilities: logProbabilities,
          ...(referenceLogProbabilities && { referenceLogProbabilities }),
        }),
      );
      return { image: await pixels.of(map), rows, anyText: readsAnyText(stage) };
    }),
  );
  const found = await policy.update(groups, objectiveOf(spec, optimiser));
  return { ...found, ...counts, 'perf/trained_tokens': epochs * trainedTokens(groups) };
}

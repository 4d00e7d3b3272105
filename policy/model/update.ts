import type { PolicyConfig } from '../config.ts';
import type { Elements } from '../graph/graph.ts';
import type { GrpoObjective, Objective, ObjectiveKind, SupervisedObjective } from '../objectives.ts';
import { type AnswerBatch, answerBatch, groupSize, type TokenGroup } from './answer-batch.ts';
import { type MicroBatch, microBatches, packPatchShares, packPixels } from './micro-batches.ts';
import type { MicroBatchShape } from './training.ts';

export type Inputs = Readonly<Record<string, Elements>>;

/** Log-probabilities of a micro-batch under the reference weights, a number for each place of the graph. */
export type ReferenceLogProbabilities = (shape: MicroBatchShape, batch: AnswerBatch) => Promise<Float32Array>;

/** How a batch becomes micro-batches and the inputs of the gradient graph. */
export interface UpdatePlan {
  readonly microBatches: readonly MicroBatch[];
  readonly inputs: (microBatch: MicroBatch, reference: ReferenceLogProbabilities) => Promise<Inputs>;
}

/** Throws where the batch holds nothing that the objective could learn from. */
export function planUpdate(config: PolicyConfig, groups: readonly TokenGroup[], objective: Objective): UpdatePlan {
  return objective.kind === 'sft' || objective.kind === 'grpo'
    ? planAnswers(config, groups, objective)
    : planImageLabels(config, groups, objective.kind);
}

/**
 * The labelled patches of a batch; `share` is each label's part of their weighted mean, times a coefficient. A patch
 * weighs the square of its labels: interchanges are few, and their several lines are the hardest to see.
 */
function patchLabels(config: PolicyConfig, groups: readonly TokenGroup[]) {
  const labels = groups.map(({ patches }) => patches ?? []);
  const weight = labels.flat().reduce((sum, { length }) => sum + length ** 2, 0);
  const share = (images: number, members: readonly number[], coefficient: number): Float32Array =>
    packPatchShares(
      config,
      images,
      members.map((group) => labels[group] ?? []),
      coefficient / Math.max(1, weight),
    );
  return { weight, share };
}

function planImageLabels(config: PolicyConfig, groups: readonly TokenGroup[], kind: ObjectiveKind): UpdatePlan {
  const labels = patchLabels(config, groups);
  if (labels.weight === 0) throw new Error(`objective ${kind} needs groups with labelled patches (got none)`);
  return {
    microBatches: microBatches(
      config,
      groups.map(() => ({ prompts: 0, rows: 0, tokens: 0 })),
    ),
    inputs: async ({ shape, groups: members }) => ({
      pixels: packPixels(
        config,
        shape.images,
        members.map((group) => (groups[group] as TokenGroup).image),
      ),
      share: labels.share(shape.images, members, 1),
    }),
  };
}

function planAnswers(
  config: PolicyConfig,
  groups: readonly TokenGroup[],
  objective: SupervisedObjective | GrpoObjective,
): UpdatePlan {
  const labels = patchLabels(config, groups);
  const tokens = groups.flatMap(({ rows }) => rows).reduce((count, row) => count + row.tokens.length, 0);
  if (tokens === 0) throw new Error(`objective ${objective.kind} needs answers to learn from (got none)`);
  return {
    microBatches: microBatches(config, groups.map(groupSize)),
    inputs: async ({ shape, groups: members }, reference) => {
      const batch = answerBatch(
        config,
        shape,
        members.map((group) => groups[group] as TokenGroup),
      );
      const share = batch.perToken((row) => row.tokens.map(() => 1 / tokens));
      const common = { ...batch.inputs, share };
      return objective.kind === 'sft'
        ? { ...common, cellShare: labels.share(shape.images, members, objective.cellCoefficient) }
        : { ...common, ...(await grpoInputs(objective, shape, batch, reference)) };
    },
  };
}

async function grpoInputs(
  { clip, klCoefficient, entropyCoefficient }: GrpoObjective,
  shape: MicroBatchShape,
  batch: AnswerBatch,
  reference: ReferenceLogProbabilities,
): Promise<Inputs> {
  const oldLogProbability = batch.perToken((row) => {
    if (row.oldLogProbabilities.length === row.tokens.length) return row.oldLogProbabilities;
    throw new Error(
      `an answer of ${row.tokens.length} tokens has ${row.oldLogProbabilities.length} old log-probabilities`,
    );
  });
  return {
    oldLogProbability,
    referenceLogProbability: klCoefficient === 0 ? oldLogProbability : await reference(shape, batch),
    advantage: batch.perToken((row) => row.tokens.map(() => row.advantage)),
    clipLow: Float32Array.of(1 - clip),
    clipHigh: Float32Array.of(1 + clip),
    klCoefficient: Float32Array.of(klCoefficient),
    entropyCoefficient: Float32Array.of(entropyCoefficient),
  };
}

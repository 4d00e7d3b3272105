import type { PolicyConfig } from '../config.ts';
import type { Elements } from '../graph/graph.ts';
import type {
  Aggregation,
  Objective,
  ObjectiveKind,
  PolicyGradientObjective,
  SupervisedObjective,
} from '../objectives.ts';
import {
  type AnswerBatch,
  answerBatch,
  checkTokens,
  groupSize,
  partsOf,
  type TokenGroup,
  type TokenRow,
} from './answer-batch.ts';
import { type MicroBatch, microBatches, packPatchShares, packPixels } from './micro-batches.ts';
import type { MicroBatchShape } from './training.ts';

export type Inputs = Readonly<Record<string, Elements>>;

/** Log-probabilities of a micro-batch under the reference weights, a number for each place of the graph. */
export type ReferenceLogProbabilities = (shape: MicroBatchShape, batch: AnswerBatch) => Promise<Float32Array>;

/** How the groups of one optimiser step become micro-batches and the inputs of the gradient graph. */
export interface UpdatePlan {
  readonly microBatches: readonly MicroBatch[];
  readonly inputs: (microBatch: MicroBatch, reference: ReferenceLogProbabilities) => Promise<Inputs>;
}

/** Throws where the groups hold nothing that the objective could learn from. */
export function planUpdate(config: PolicyConfig, groups: readonly TokenGroup[], objective: Objective): UpdatePlan {
  checkTokens(config, groups);
  return objective.kind === 'sft' || objective.kind === 'policy-gradient'
    ? planAnswers(config, groups.flatMap(partsOf), objective)
    : planImageLabels(config, groups, objective.kind);
}

/** The groups of each optimiser step of an update, in order. Parts are equal but for rounding, and none is empty. */
export function optimiserSteps<Group>(groups: readonly Group[], objective: Objective): readonly (readonly Group[])[] {
  if (objective.kind !== 'policy-gradient' || groups.length === 0) return [groups];
  const parts = Math.min(objective.miniBatches, groups.length);
  const start = (part: number) => Math.floor((part * groups.length) / parts);
  const epoch = Array.from({ length: parts }, (_, part) => groups.slice(start(part), start(part + 1)));
  return Array.from({ length: objective.epochs }, () => epoch).flat();
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

function planImageLabels(
  config: PolicyConfig,
  groups: readonly TokenGroup[],
  kind: Extract<ObjectiveKind, 'patches' | 'cells'>,
): UpdatePlan {
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

/** What the weight of a token in the loss depends on. */
export interface BatchCounts {
  /** All tokens of the answers, and the answers that have any. */
  readonly tokens: number;
  readonly sequences: number;
  /** See `PolicyGradientObjective`. */
  readonly sumNorm: number;
}

/** The weight of each token of an answer of `length` tokens: the loss is the weighted sum over the batch. */
export const tokenWeights: Readonly<Record<Aggregation, (length: number, counts: BatchCounts) => number>> = {
  'token-mean': (_, { tokens }) => 1 / tokens,
  'seq-mean-token-sum': (_, { sequences }) => 1 / sequences,
  'seq-mean-token-mean': (length, { sequences }) => 1 / (sequences * length),
  'seq-mean-token-sum-norm': (_, { sequences, sumNorm }) => 1 / (sequences * sumNorm),
};

function planAnswers(
  config: PolicyConfig,
  groups: readonly TokenGroup[],
  objective: SupervisedObjective | PolicyGradientObjective,
): UpdatePlan {
  const labels = patchLabels(config, groups);
  const answers = groups.flatMap(({ rows }) => rows).filter((row) => row.tokens.length > 0);
  if (answers.length === 0) throw new Error(`objective ${objective.kind} needs answers to learn from (got none)`);
  const isSupervised = objective.kind === 'sft';
  const counts: BatchCounts = {
    tokens: answers.reduce((count, row) => count + row.tokens.length, 0),
    sequences: answers.length,
    sumNorm: isSupervised ? 1 : objective.sumNorm,
  };
  const weightOf = tokenWeights[isSupervised ? 'token-mean' : objective.aggregation];
  return {
    microBatches: microBatches(config, groups.map(groupSize)),
    inputs: async ({ shape, groups: members }, reference) => {
      const batch = answerBatch(
        config,
        shape,
        members.map((group) => groups[group] as TokenGroup),
      );
      const share = batch.perToken(({ tokens }) => tokens.map(() => weightOf(tokens.length, counts)));
      const common = { ...batch.inputs, share };
      return isSupervised
        ? { ...common, cellShare: labels.share(shape.images, members, objective.cellCoefficient) }
        : { ...common, ...(await policyGradientInputs(objective, counts, shape, batch, reference)) };
    },
  };
}

async function policyGradientInputs(
  { clipLow, clipHigh, clipDual, kl, entropyCoefficient }: PolicyGradientObjective,
  { tokens: all }: BatchCounts,
  shape: MicroBatchShape,
  batch: AnswerBatch,
  reference: ReferenceLogProbabilities,
): Promise<Inputs> {
  const scalars = {
    clipLow,
    clipHigh,
    clipDual: clipDual ?? 0,
    klCoefficient: kl?.coefficient ?? 0,
    entropyCoefficient,
  };
  return {
    oldLogProbability: batch.perToken((row) => onePerToken(row, row.oldLogProbabilities, 'old log-probabilities')),
    advantage: batch.perToken((row) => advantagesOf(row)),
    tokenShare: batch.perToken(({ tokens }) => tokens.map(() => 1 / all)),
    sequenceShare: batch.perToken(({ tokens }) => tokens.map(() => 1 / tokens.length)),
    ...(kl && { referenceLogProbability: await reference(shape, batch) }),
    ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)])),
  };
}

const advantagesOf = (row: TokenRow): readonly number[] =>
  typeof row.advantage === 'number'
    ? row.tokens.map(() => row.advantage as number)
    : onePerToken(row, row.advantage, 'advantages');

function onePerToken({ tokens }: TokenRow, numbers: readonly number[], what: string): readonly number[] {
  if (numbers.length === tokens.length) return numbers;
  throw new Error(`an answer of ${tokens.length} tokens has ${numbers.length} ${what}`);
}

import type { Completion, Policy, SampleRequest, SamplingOptions } from '../policy/port.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { PosedQuestion, RunRef, SampledAnswer } from './data.ts';
import { curriculumOf, specOf } from './run-spec.ts';
import type { CurriculumSpec } from './spec.ts';
import { readsAnyText, stageNamed } from './stage-spec.ts';

/** `train`: a group of answers to each question at the spec's temperature. `greedy`: the one most likely answer. */
export type SamplingKind = 'train' | 'greedy';

export interface Sampling extends SamplingOptions {
  /** Of the run. */
  readonly seed: number;
  /** To each question. */
  readonly answers: number;
  /** Where the KL to the reference is taken, if it is: of a KL in the reward answers need log-probabilities under the reference. */
  readonly kl: 'reward' | 'loss' | undefined;
}

/** The step that questions are asked at: part of the name of every answer. */
export interface AskedStep {
  readonly run: RunRef;
  readonly stage: string;
  readonly step: number;
}

const samplings: Readonly<Record<SamplingKind, (store: ObjectStore, asked: AskedStep) => Promise<Sampling>>> = {
  train: async (store, { run, stage }) => {
    const { seed, stages, rollout, objective } = await curriculumOf(store, run);
    const anyText = readsAnyText(stageNamed(stages, stage));
    return { seed, ...rollout, anyText, kl: objective.kl?.place };
  },
  greedy: async (store, { run }) => {
    const { seed, evaluation } = await specOf(store, run);
    const { maxAnswerTokens } = evaluation;
    return { seed, answers: 1, temperature: 0, maxAnswerTokens, kl: undefined };
  },
};

/** How the spec of a run has answers sampled at a step. */
export const samplingOf = (store: ObjectStore, kind: SamplingKind, asked: AskedStep): Promise<Sampling> =>
  samplings[kind](store, asked);

/** Parts that the batches of a run are sampled in. */
export const shardsOf = ({ rollout: { shards, questions } }: CurriculumSpec): number => Math.min(shards, questions);

/** Questions and where their group stands in the batch. */
export interface Shard {
  readonly firstGroup: number;
  readonly groups: readonly PosedQuestion[];
}

/** The questions of one of `shards` parts of a batch. */
export function shardOf(groups: readonly PosedQuestion[], shard: number, shards: number): Shard {
  const firstGroup = Math.floor((groups.length * shard) / shards);
  return { firstGroup, groups: groups.slice(firstGroup, Math.floor((groups.length * (shard + 1)) / shards)) };
}

async function comparedWithReference(
  policy: Policy,
  requests: readonly SampleRequest[],
  answers: readonly (readonly Completion[])[],
  anyText: boolean | undefined,
): Promise<readonly (readonly SampledAnswer[])[]> {
  const reference = await policy.logProbabilities(
    requests.map(({ prompt: { image, text } }, group) => ({
      image,
      rows: answers[group]!.map(({ tokens, logProbabilities }) => ({
        question: text,
        tokens,
        advantage: 0,
        oldLogProbabilities: logProbabilities,
      })),
      ...(anyText && { anyText }),
    })),
    'reference',
  );
  return answers.map((group, index) =>
    group.map((answer, row) => ({ ...answer, referenceLogProbabilities: reference[index]![row]! })),
  );
}

/** Samples answers to what was asked, group by group. */
export async function sampledAnswers(
  policy: Policy,
  requests: readonly SampleRequest[],
  sampling: Sampling,
): Promise<readonly (readonly SampledAnswer[])[]> {
  const answers = await policy.sample(requests, sampling);
  const compared = sampling.kl === 'reward' || (sampling.kl === 'loss' && policy.needsReference);
  return compared ? comparedWithReference(policy, requests, answers, sampling.anyText) : answers;
}

import type { OwnReward } from '../reward/own-reward.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { PosedQuestion, Rollout, RunRef, ScoredBatch } from './data.ts';
import { keptReward } from './reward-module.ts';
import { curriculumOf, manifestOf } from './run-spec.ts';
import type { AskedStep } from './sampled-answers.ts';
import { scoredGroups } from './scored-groups.ts';
import type { CurriculumSpec } from './spec.ts';

/** The reward of one's own that a run was opened with, where its spec names one. */
async function ownRewardOf(
  store: ObjectStore,
  run: RunRef,
  { reward: { own } }: CurriculumSpec,
  projectFolder: URL,
): Promise<OwnReward | undefined> {
  const { ownReward } = await manifestOf(store, run);
  return own !== null && ownReward ? keptReward(own.module, ownReward, projectFolder) : undefined;
}

/** What a step learns from: its questions with the answers of all shards, scored. A function of these and the spec. */
export async function scoredBatch(
  { run, stage, step }: AskedStep,
  questions: readonly PosedQuestion[],
  shards: readonly Rollout[],
  store: ObjectStore,
  projectFolder: URL,
): Promise<ScoredBatch> {
  const spec = await curriculumOf(store, run);
  const answers = shards.toSorted((a, b) => a.firstGroup - b.firstGroup).flatMap((shard) => shard.groups);
  if (answers.length !== questions.length) {
    throw new Error(`step ${step} has ${questions.length} questions and answers to ${answers.length} of them`);
  }
  const own = await ownRewardOf(store, run, spec, projectFolder);
  return { step, stage, groups: scoredGroups(questions, answers, spec, own) };
}

import type { Completion } from '../policy/port.ts';
import type { MixedReward } from '../reward/own-reward.ts';
import type { Reward } from '../reward/score.ts';
import type { ObjectRef } from '../store/objects.ts';
import type { CodeVersion } from './code-version.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { StationPlaces } from '../transit/map-plan.ts';
import type { StationList } from '../transit/network.ts';
import type { Question } from '../transit/question.ts';

/** What a run is made of, kept as one object: found by its reference from any activity. */
export interface RunManifest {
  readonly spec: ObjectRef;
  /** PolicyConfig and tokenizer.json of the base policy. */
  readonly config: ObjectRef;
  readonly tokenizer: ObjectRef;
  /** Weights that the KL term holds the policy to: those of the base policy; of a fork, its parent's reference. */
  readonly reference: ObjectRef;
  /** Of a fork: the version of another run that it begins with. */
  readonly parent?: Parent;
  /** The datasets that its stages ask, by name: as they were when the run was opened, whatever is imported later. */
  readonly datasets?: Readonly<Record<string, PinnedDataset>>;
  /** What a reader must know of stages, by their names: questions left out, and why. */
  readonly notices?: Readonly<Record<string, string>>;
  /** The code that opened the run. Not in manifests of earlier releases. */
  readonly code?: CodeVersion;
  /** The file of a reward of one's own, where the spec names one: each step is rewarded by this very content. */
  readonly ownReward?: ObjectRef;
}

/** The version of a run that another was forked from: the digest is that of its weights and optimiser state there. */
export interface Parent extends RunRef, PolicyVersion {}

/** A dataset as one run knows it. */
export interface PinnedDataset {
  readonly manifest: ObjectRef;
  /** A mark for each record (`dataset-marks.ts`). */
  readonly marks: ObjectRef;
}

/** A run as activities know it: the prefix of its records, and its manifest. */
export interface RunRef {
  readonly name: string;
  readonly manifest: ObjectRef;
}

/** The policy that a run has now. */
export interface HeldPolicy {
  readonly version: PolicyVersion;
  /** Queue of the worker that has this version in memory; null where none is known to. */
  readonly holder: string | null;
  /** Workers that round otherwise, and recorded updates that gave another digest when they were made again. */
  readonly divergences: number;
}

/** A question, the picture it is asked about, and the station list that answers are checked against. */
export interface PosedQuestion {
  readonly question: Question;
  readonly map: ObjectRef;
  readonly stations: StationList;
  /** Where the picture has the stations; only where it was drawn here. */
  readonly places?: StationPlaces;
}

/** The questions of one step. */
export interface Batch {
  readonly groups: readonly PosedQuestion[];
}

export interface SampledAnswer extends Completion {
  /** Of each token under the reference, where a KL penalty is part of the reward. */
  readonly referenceLogProbabilities?: readonly number[];
}

/** Sampled answers to the questions of one shard of a batch, group by group. */
export interface Rollout {
  readonly firstGroup: number;
  readonly groups: readonly (readonly SampledAnswer[])[];
}

export interface ScoredAnswer extends SampledAnswer {
  readonly reward: Reward | MixedReward;
  /** The mean over its tokens. */
  readonly advantage: number;
  /** One for each token, where they differ. */
  readonly tokenAdvantages?: readonly number[];
}

export interface ScoredGroup extends PosedQuestion {
  readonly answers: readonly ScoredAnswer[];
}

/** What a step learns from, a supervised one from a `Batch`: kept for good, so that any later version can be made again. */
export interface ScoredBatch {
  readonly step: number;
  readonly stage: string;
  readonly groups: readonly ScoredGroup[];
}

/** Right answers among those to one kind of question, or to the questions of one city. */
export interface Tally {
  readonly label: string;
  readonly count: number;
  readonly right: number;
  /**
   * The level of guessing, in questions: of dense kinds those that the best constant answer gets right, of plans the chances that one line
   * does (`reward/guessed-plan.ts`) together. Not in records of earlier releases, of some of which plans have 0.
   */
  readonly constant?: number;
}

/** The questions of one part of an evaluation, and what was answered. */
export interface AnsweredPart {
  readonly batch: ObjectRef;
  readonly rollout: ObjectRef;
}

export interface Evaluation {
  readonly label: string;
  readonly step: number;
  readonly byKind: readonly Tally[];
  readonly byCity: readonly Tally[];
  /** Of dense and of planning questions on random maps, by the map's difficulty. Not in records of earlier releases, nor are the next two. */
  readonly byDifficulty?: readonly Tally[];
  /** Of planning on random maps, by the transfers that the best route needs. */
  readonly byTransfers?: readonly Tally[];
  /** The parts that were counted: an array of {@link AnsweredPart}. */
  readonly answered?: ObjectRef;
  /** Mean reward of the answers by the preset's rules. */
  readonly reward?: number;
  /** Answers that no rule could read. */
  readonly unreadable: number;
  /** What a reader must know of the questions asked: cities left out, and why; what plans about cities need. */
  readonly notice: string;
}

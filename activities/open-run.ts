import { extname } from 'node:path';

import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import { codeVersion } from './code-version.ts';
import type { RunManifest, RunRef } from './data.ts';
import type { UnkeptVersion } from './forked-policy.ts';
import { keepSnapshot } from './keep-snapshot.ts';
import { parseSpec } from './parse-spec.ts';
import { runMaterials } from './run-materials.ts';
import { mostLearningRate } from './learning-rate.ts';
import { originOf } from './origin.ts';
import { checkedRunName } from './run-name.ts';
import { curriculumOf, manifestOf } from './run-spec.ts';
import { shardsOf } from './sampled-answers.ts';
import { curriculumSpec, firstStepOf, type CurriculumSpec } from './spec.ts';
import { lookBack } from './stage-questions.ts';
import { isSupervised, mostSteps, mostStepsAllowed } from './stage-spec.ts';

export interface OpenRunInput {
  /** Prefix of the run's records: `<workflow id>/<first execution run id>`. */
  readonly name: string;
  /** What `trainCurriculum` was started with, as yet unread. */
  readonly spec: unknown;
}

export interface PlannedStage {
  readonly name: string;
  readonly firstStep: number;
  /** Excluded. */
  readonly endStep: number;
  /** Steps from one check of the stage's gate to the next, where it has one. */
  readonly checkEvery?: number;
  /** Where stated, the stage learns from solutions: it samples and scores nothing. */
  readonly learn?: 'supervised';
  /** Steps whose questions may be chosen at once, ahead of them; one where none is stated, for they depend on what is learnt. */
  readonly ahead?: number;
  /** Updates at most between the version that answers a step and the one that learns from it; none where it is not stated. */
  readonly maxStaleness?: number;
  /** What a reader must know of its questions, where there is something. */
  readonly notice?: string | undefined;
}

/** Few, for a stage that ends early needs none of them; each block costs one activity. */
const batchesAhead = 4;

/** What people may change of a run under way, and the bounds that its spec has for it. */
export interface Changeable {
  /** `optimiser.learningRate`. */
  readonly learningRate: number;
  readonly mostLearningRate: number;
  readonly stages: Readonly<
    Record<
      string,
      {
        readonly mostSteps: number;
        /** Its own, where it states one. */
        readonly learningRate?: number;
      }
    >
  >;
}

/** What the workflow needs to know of a run; all else stays in the spec. */
export interface RunPlan {
  readonly run: RunRef;
  readonly title: string;
  readonly stages: readonly PlannedStage[];
  /** Not there in runs that an earlier release opened. */
  readonly changeable?: Changeable;
  /** What the run begins with: version 0, the base policy; of a fork the version of its parent. */
  readonly base: PolicyVersion;
  readonly shards: number;
  readonly snapshotEvery: number;
  readonly continueAsNewAfter: number;
  /** Whether the held-out questions are asked about blank paper as well. */
  readonly blank?: boolean;
}

/** The stages of a spec over one count of steps, as if no gate opened. */
export function planStages(spec: CurriculumSpec, notices: RunManifest['notices'] = {}): readonly PlannedStage[] {
  const { stages, rollout } = spec;
  let endStep = firstStepOf(spec);
  return stages.map((stage) => {
    const firstStep = endStep;
    endStep += mostSteps(stage, rollout.questions);
    return {
      name: stage.name,
      firstStep,
      endStep,
      ...(stage.gate && { checkEvery: stage.gate.every }),
      ...(isSupervised(stage) && { learn: 'supervised' }),
      ...(lookBack(stage) === 0 && { ahead: batchesAhead }),
      ...(rollout.maxStaleness && !isSupervised(stage) && { maxStaleness: rollout.maxStaleness }),
      ...(notices[stage.name] !== undefined && { notice: notices[stage.name] }),
    };
  });
}

function changeableOf({ optimiser, stages, rollout }: CurriculumSpec): Changeable {
  return {
    learningRate: optimiser.learningRate,
    mostLearningRate,
    stages: Object.fromEntries(
      stages.map((stage) => {
        const { name, learningRate } = stage;
        const mostSteps = mostStepsAllowed(stage, rollout.questions);
        return [name, { mostSteps, ...(learningRate !== undefined && { learningRate }) }];
      }),
    ),
  };
}

/** A fork that cannot be opened yet: the version that it begins with must be kept first, as `saveSnapshot` does. */
export interface Unopened {
  readonly unkept: UnkeptVersion;
}

/** Validates the spec in full, brings the policy that the run begins with into the store, and keeps the run's manifest. */
export function openRunActivity(store: ObjectStore, projectFolder: URL) {
  return async function openRun({ name, spec: input }: OpenRunInput): Promise<RunPlan | Unopened> {
    checkedRunName(name);
    const given = parseSpec(curriculumSpec, input);
    const origin = await originOf(store, given, projectFolder);
    if ('version' in origin) return { unkept: origin };
    const { base, ownReward, pinned } = await runMaterials(store, given, origin, projectFolder);
    const { spec, ...datasets } = pinned;
    const [{ weights }, config, tokenizer, specRef] = await Promise.all([
      keepSnapshot(store, name, firstStepOf(spec), base.snapshot),
      store.putJson(base.config),
      store.put(Buffer.from(base.tokenizerJson), 'json'),
      store.putJson(spec),
    ]);
    const manifest: RunManifest = {
      spec: specRef,
      config,
      tokenizer,
      reference: weights,
      ...origin.fork,
      code: await codeVersion(),
      ...datasets,
      ...(ownReward && { ownReward: await store.put(ownReward.content, extname(ownReward.path).slice(1)) }),
    };
    // An attempt before this one may have opened the run: on the datasets of then.
    return planOf(
      store,
      await store.writeRecord(`runs/${name}/run.json`, { name, manifest: await store.putJson(manifest) }),
    );
  };
}

async function planOf(store: ObjectStore, run: RunRef): Promise<RunPlan> {
  const [spec, { notices }] = await Promise.all([curriculumOf(store, run), manifestOf(store, run)]);
  const { step, digest } = await runRecords(store, run.name).snapshotAtOrBefore(firstStepOf(spec));
  return {
    run,
    title: spec.title,
    stages: planStages(spec, notices),
    changeable: changeableOf(spec),
    base: { step, digest },
    shards: shardsOf(spec),
    snapshotEvery: spec.snapshotEvery,
    continueAsNewAfter: spec.continueAsNewAfter,
    ...(spec.evaluation.blank && { blank: true }),
  };
}

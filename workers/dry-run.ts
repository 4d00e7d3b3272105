import { planStages, type PlannedStage } from '../activities/open-run.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { stageKinds, stageNamed } from '../activities/stage-spec.ts';
import { unknownToServer } from '../activities/unknown-to-server.ts';
import type { BaseConfig } from '../policy/base-policy.ts';
import { parameterCount } from '../policy/model/parameters.ts';
import { isRemote } from '../policy/remote/remote-config.ts';
import type { TinkerServer } from '../policy/tinker/transport.ts';
import type { QuestionKind } from '../transit/question.ts';

/** What a stage would cost at most: its gate may end it earlier. Null where it goes by the size of a dataset. */
export interface DryStage {
  readonly name: string;
  readonly kinds: readonly QuestionKind[];
  readonly learn: 'reinforcement' | 'supervised';
  readonly dataset?: string;
  readonly steps: number | null;
  readonly questions: number | null;
  readonly answers: number | null;
  /** Tokens that would be sampled if every answer were as long as it may be. */
  readonly sampledTokens: number | null;
}

/** What a curriculum would do, told without doing any of it. */
export interface DryRun {
  readonly title: string;
  readonly seed: number;
  readonly stages: readonly DryStage[];
  readonly steps: number | null;
  readonly sampledTokens: number | null;
  /** Kept versions, that of the base included, and the bytes of their weights and moments; batches and pictures come on top. */
  readonly snapshots: { readonly count: number | null; readonly bytes: number | null };
  /** What must be there before it can be run, and is not known to be. */
  readonly needs: readonly string[];
}

/** The sizes of the base policy, or why it cannot be read. */
export type BaseAtHand = { readonly config: BaseConfig } | { readonly problem: string };

const bytesOfNumber = 4;
/** Weights and both moments of AdamW. */
const vectorsKept = 3;

const sumOrNull = (counts: readonly (number | null)[]): number | null =>
  counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);

/** Null where a server keeps them. */
const bytesKept = (config: BaseConfig): number | null =>
  isRemote(config) ? null : vectorsKept * bytesOfNumber * parameterCount(config);

function dryStage({ stages, rollout }: CurriculumSpec, { name, firstStep, endStep }: PlannedStage): DryStage {
  const stage = stageNamed(stages, name);
  const supervised = stage.learn === 'supervised';
  const isKnown = stage.pool !== 'all';
  const steps = isKnown ? endStep - firstStep : null;
  const stated = typeof stage.pool === 'number' ? stage.pool : null;
  const questions = stated ?? (steps === null ? null : steps * rollout.questions * (stage.questionsPerMap ?? 1));
  const answers = supervised ? 0 : questions && questions * rollout.answers;
  return {
    name,
    kinds: [...new Set(stageKinds(stage))],
    learn: supervised ? 'supervised' : 'reinforcement',
    ...(stage.dataset && { dataset: stage.dataset.name }),
    steps,
    questions,
    answers,
    sampledTokens: answers === null ? null : answers * rollout.maxAnswerTokens,
  };
}

const whichServer = (server: TinkerServer | undefined): string =>
  server ? `at ${server.url} as TINKER_BASE_URL says here` : 'named by TINKER_BASE_URL, which is not set here';

function originNeeds(spec: CurriculumSpec, base: BaseAtHand | undefined, server?: TinkerServer): readonly string[] {
  if (spec.from) return [`from: version ${spec.from.step} of run ${spec.from.run}, in the store`];
  if (!base) return [];
  if ('problem' in base) return [`base: ${base.problem}`];
  const longest = Math.max(spec.rollout.maxAnswerTokens, spec.evaluation.maxAnswerTokens);
  const { config } = base;
  return [
    ...(config.maxAnswerTokens < longest
      ? [`base: a policy that writes answers of ${longest} tokens; ${spec.base} writes ${config.maxAnswerTokens}`]
      : []),
    ...(isRemote(config) ? [`server: a Tinker server that has ${config.baseModel}, ${whichServer(server)}`] : []),
    ...unknownToServer(config, spec),
  ];
}

function needsOf(spec: CurriculumSpec, base?: BaseAtHand, server?: TinkerServer): readonly string[] {
  const datasets = [...new Set(spec.stages.flatMap(({ dataset }) => dataset?.name ?? []))];
  return [
    ...originNeeds(spec, base, server),
    ...datasets.map((name) => `dataset: "${name}" imported into the store`),
    ...(spec.evaluation.cities === null ? [] : [`cities: station lists in ${spec.evaluation.cities}`]),
    ...(spec.reward.own ? [`reward: the module ${spec.reward.own.module}`] : []),
  ];
}

/**
 * What a curriculum would do at most, from its spec and its base policy alone; a fork, which has none, from its spec. `server` is the one that
 * this process's environment names: a worker's may name another.
 */
export function dryRun(spec: CurriculumSpec, base?: BaseAtHand, server?: TinkerServer): DryRun {
  const planned = planStages(spec);
  const stages = planned.map((stage) => dryStage(spec, stage));
  const steps = sumOrNull(stages.map((stage) => stage.steps));
  const kept = stages.map((stage) => stage.steps && keptInStage(spec, planned, stage.name));
  const count = sumOrNull([1, ...kept]);
  const bytes = base && 'config' in base ? bytesKept(base.config) : null;
  return {
    title: spec.title,
    seed: spec.seed,
    stages,
    steps,
    sampledTokens: sumOrNull(stages.map((stage) => stage.sampledTokens)),
    snapshots: { count, bytes: count === null || bytes === null ? null : count * bytes },
    needs: needsOf(spec, base, server),
  };
}

/** A stage keeps its last version, and on its way each whose step is a multiple of `snapshotEvery`. */
function keptInStage({ snapshotEvery }: CurriculumSpec, planned: readonly PlannedStage[], name: string): number {
  const { firstStep, endStep } = stageNamed(planned, name);
  return 1 + Math.floor((endStep - 1) / snapshotEvery) - Math.floor(firstStep / snapshotEvery);
}

import { z } from 'zod';

import { mostStep } from '../store/step-name.ts';
import { captionKinds } from '../transit/caption.ts';
import { difficulties, questionKinds } from '../transit/question.ts';
import { mostTransfers } from '../transit/questions/planning.ts';
import { styleNames } from '../transit/styles.ts';
import { orderProblems, orderSpec } from './curriculum-order.ts';
import { forkSpec } from './fork-spec.ts';
import { learningRateSpec, scheduleSpec } from './learning-rate.ts';
import { objectiveSpec } from './objective-spec.ts';
import { coldStartRetentionSpec, retentionSpec } from './retention-spec.ts';
import { mostTitle, nameOf, titleOf } from './run-name.ts';
import { judgingSpec, rewardSpec } from './reward-spec.ts';
import { isSupervised, stageProblems, stageSpec } from './stage-spec.ts';

const upTo = (most: number) => z.int().min(1).max(most);
const steps = upTo(100_000);
/** A decay of moments: at 1 they would never learn. */
const decay = z.number().min(0).max(0.99999);
const name = nameOf(40);

const evaluation = z.strictObject({
  seed: z.int().min(0),
  questionsPerKind: upTo(1_000),
  maxAnswerTokens: upTo(4_096),
  /** Folder of real station lists, relative to the project, or null for none. Used for held-out evaluation only. */
  cities: z.string().min(1).nullable(),
  questionsPerCity: z.int().min(0).max(1_000),
});

/** What every run states, training or cold start. */
const common = {
  title: titleOf(mostTitle),
  seed: z.int().min(0),
  /** Threads of the policy engine. Part of the spec since another count may round differently. */
  threads: z.int().min(1).max(64),
  /** Maps that questions are asked about: how they are drawn and how many lines they have (easy 3, middle 4, hard 5). */
  maps: z.strictObject({
    style: z.enum(styleNames),
    difficulties: z.array(z.enum(difficulties)).min(1),
  }),
  reward: judgingSpec,
  evaluation,
  onDivergence: z.enum(['continue', 'fail']),
};

/** AdamW with decoupled weight decay, and the bound on the global gradient norm. */
const optimiser = z.strictObject({
  learningRate: learningRateSpec,
  /** Updates over which the learning rate rises linearly, the first at 1 / warmupSteps of it. */
  warmupSteps: z.int().min(0).max(100_000),
  beta1: decay,
  beta2: decay,
  epsilon: z.number().min(1e-12).max(1),
  weightDecay: z.number().min(0).max(1),
  maxGradNorm: z.number().positive(),
});

const stages = z
  .array(stageSpec)
  .min(1)
  .max(50)
  .refine((list) => new Set(list.map((stage) => stage.name)).size === list.length, 'names of stages must differ');

const curriculum = z.strictObject({
  ...common,
  maps: common.maps.extend({
    /** Transfers that plans about generated maps need, taken in turn: 0, 1, 2 where none are stated. */
    transfers: z.array(z.int().min(0).max(mostTransfers)).min(1).optional(),
  }),
  reward: rewardSpec,
  /** `blank`: whether the held-out questions are asked about blank paper as well; what is still right was not read off a map. */
  evaluation: evaluation.extend({ blank: z.boolean().optional() }),
  /** Folder of the base policy, relative to the project; or, in its place, a version of another run. */
  base: z.string().min(1).optional(),
  from: forkSpec.optional(),
  /** The order that the stages must keep; where none is stated, that of the list is right. */
  order: orderSpec.optional(),
  stages,
  rollout: z.strictObject({
    /** Groups in a batch. */
    questions: upTo(1_024),
    /** Answers in a group. */
    answers: z.int().min(2).max(256),
    /** The loss takes the policy at temperature 1: answers drawn at another would not be its own. */
    temperature: z.literal(1),
    maxAnswerTokens: upTo(4_096),
    /** Parts of a batch that are sampled at once, each by a policy worker. */
    shards: z.int().min(1).max(64),
    /** Updates at most between the version that answers and the one that learns: docs/objectives.md. None where it is not stated. */
    maxStaleness: z
      .int()
      .min(0)
      .max(4)
      .transform((steps) => steps || undefined)
      .optional(),
  }),
  objective: objectiveSpec,
  optimiser: optimiser.extend({ schedule: scheduleSpec }),
  snapshotEvery: steps,
  /** What a sweep leaves of the run; without it everything stays. */
  retention: retentionSpec.optional(),
  continueAsNewAfter: upTo(1_000),
});

/** Told beside whatever else is wrong with the spec's fields. */
const begun = curriculum.refine(({ base, from }) => base !== undefined || from !== undefined, {
  path: ['base'],
  error: 'is missing, and from too: a run begins with a policy',
  when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
});

/** A run of `trainCurriculum`: everything it uses, nothing by default. */
export const curriculumSpec = begun.superRefine(
  ({ base, from, order, stages, rollout, maps, optimiser, retention }, context) => {
    const wrong = (path: readonly (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message });
    if (base !== undefined && from !== undefined)
      wrong(['from'], 'must not stand beside base: a run begins with one policy');
    if ((optimiser.schedule.begin ?? 0) > (from?.step ?? 0))
      wrong(
        ['optimiser', 'schedule', 'begin'],
        `must be at most ${from?.step ?? 0}, the step that the run begins with`,
      );
    const stated = stages.reduce((sum, stage) => sum + (stage.steps ?? 0), from?.step ?? 0);
    if (stated > mostStep) wrong(['stages'], `must end at most with step ${mostStep} (got ${stated})`);
    for (const { path, message } of order === undefined ? [] : orderProblems(order, stages)) wrong(path, message);
    if (rollout.maxStaleness && stages.every(isSupervised))
      wrong(['rollout', 'maxStaleness'], 'must be 0 where all stages are supervised: nothing is sampled');
    if (retention?.snapshots.best === 'gate' && !stages.some(({ gate }) => gate))
      wrong(['retention', 'snapshots', 'best'], 'must not be gate: no stage has one');
    for (const [index, stage] of stages.entries()) {
      for (const [field, message] of stageProblems(stage, rollout.questions)) wrong(['stages', index, field], message);
      const isAdaptive = stage.difficulty && 'adaptive' in stage.difficulty;
      if (isAdaptive && !stage.dataset && new Set(maps.difficulties).size < 2)
        wrong(['stages', index, 'difficulty', 'adaptive'], 'must have a choice: maps.difficulties names one alone');
      if (isAdaptive && rollout.maxStaleness)
        wrong(
          ['stages', index, 'difficulty', 'adaptive'],
          'must not stand beside rollout.maxStaleness: steps are then answered before what their questions depend on is learnt',
        );
    }
  },
);

/** The step that a run begins with: a fork counts on from its parent's. */
export const firstStepOf = ({ from }: Pick<CurriculumSpec, 'from'>): number => from?.step ?? 0;

const materials = [...questionKinds, ...captionKinds] as const;

const phase = z
  .strictObject({
    name,
    steps,
    /** `patches`: each patch says what it shows; `cells`: what it means in the picture; `sft`: answers word by word. */
    objective: z.enum(['patches', 'cells', 'sft']),
    /** Share of each material among the questions of a map. */
    mix: z.partialRecord(z.enum(materials), z.number().positive()),
    /** Factor on the learning rate at the phase's first and last step, linear between. */
    rate: z.tuple([z.number().min(0), z.number().min(0)]),
  })
  .refine(({ objective, mix }) => objective !== 'sft' || Object.keys(mix).length > 0, {
    path: ['mix'],
    error: 'a phase of objective sft must have at least one material',
  });

/** A cold start is one workflow: this keeps its history below 10,000 events. */
const mostPieces = 1_000;

/** A run of `coldStart`: the base policy, made from nothing by supervised training on generated questions. */
export const coldStartSpec = z
  .strictObject({
    ...common,
    phases: z.array(phase).min(1).max(50),
    /** Weight of the objective `cells` beside `sft`, so that the eyes do not forget; 0 for none. */
    cellCoefficient: z.number().min(0),
    /** Maps in a batch, and questions about each. */
    batch: z.strictObject({ maps: upTo(256), questions: upTo(256) }),
    optimiser,
    /** Steps of one activity; each ends with a snapshot. */
    snapshotEvery: steps,
    retention: coldStartRetentionSpec.optional(),
  })
  .refine(
    ({ phases, snapshotEvery }) =>
      phases.reduce((pieces, { steps }) => pieces + Math.ceil(steps / snapshotEvery), 0) <= mostPieces,
    { path: ['snapshotEvery'], error: `must cut the phases into at most ${mostPieces} pieces` },
  );

export type CurriculumSpec = z.infer<typeof curriculumSpec>;
export type CommonSpec = z.infer<z.ZodObject<typeof common>> & Pick<CurriculumSpec, 'maps'>;
export type ColdStartSpec = z.infer<typeof coldStartSpec>;
export type ColdStartPhase = ColdStartSpec['phases'][number];
export type Material = (typeof materials)[number];

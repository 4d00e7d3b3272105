import { z } from 'zod';

import { difficulties, questionKinds, type QuestionKind } from '../transit/question.ts';
import { datasetName } from './dataset-spec.ts';
import { gateSpec } from './gate.ts';
import { learningRateSpec } from './learning-rate.ts';
import { nameOf } from './run-name.ts';

const mostStepsOfStage = 100_000;
const steps = z.int().min(1).max(mostStepsOfStage);
const share = z.number().positive().max(1_000_000);
const someOf = { error: 'must name at least one' };
const named = (shares: object): boolean => Object.keys(shares).length > 0;

/** A pool is made, or its rows are chosen, at once by the worker that deals from it. */
const mostInPool = { generated: 4_096, stored: 1_000_000 } as const;
/** All checks of a stage are read at each. */
const mostChecks = 200;

/** How the difficulty of each map is drawn; where a stage states none, all of `maps.difficulties` alike. */
const difficultySpec = z.union([
  z.strictObject({ weights: z.partialRecord(z.enum(difficulties), share).refine(named, someOf) }),
  z.strictObject({
    /** Most often the difficulties that are solved half of the time: weight `floor` + r (1 - r) at solve rate r. */
    adaptive: z.strictObject({
      /** Steps of the stage that the solve rate is taken over. */
      window: z.int().min(1).max(100),
      floor: z.number().min(0.01).max(1),
    }),
  }),
]);

/** A stored dataset that a stage asks in place of generated questions. */
const storedQuestions = z.strictObject({
  name: datasetName,
  /** In which its rows are passed; shuffled anew for each stage and pass. */
  order: z.enum(['stored', 'shuffled']),
  /** What becomes of texts that the policy has no words for, or that are too long for it: docs/curricula.md. */
  strangeTexts: z.enum(['refuse', 'skip', 'read']),
});

const stageFields = z.strictObject({
  name: nameOf(40),
  /** A list: in turn, or as rows of a dataset come. Shares: dealt by them. */
  kinds: z.union([
    z.array(z.enum(questionKinds)).min(1),
    z.partialRecord(z.enum(questionKinds), share).refine(named, someOf),
  ]),
  steps: steps.optional(),
  /** So many distinct questions, passed once; or all that a dataset has. */
  pool: z.union([z.int().min(1).max(mostInPool.stored), z.literal('all')]).optional(),
  dataset: storedQuestions.optional(),
  /** What may end the stage before its last step. */
  gate: gateSpec.optional(),
  difficulty: difficultySpec.optional(),
  /** What a step learns from: answers of its own, rewarded, where none is stated; or the solutions of its questions. */
  learn: z.enum(['reinforcement', 'supervised']).optional(),
  /** Of a supervised stage: the solution, thought and all, where none is stated; or the answer alone. */
  teach: z.enum(['solution', 'answer']).optional(),
  /** Of a supervised stage: a step then asks so many questions about each of `rollout.questions` maps. */
  questionsPerMap: z.int().min(1).max(64).optional(),
  /** In place of `optimiser.learningRate`. */
  learningRate: learningRateSpec.optional(),
});

type StageFields = z.infer<typeof stageFields>;

const isAdaptive = ({ difficulty }: StageFields): boolean => difficulty !== undefined && 'adaptive' in difficulty;
const hasShares = ({ kinds, difficulty }: StageFields): boolean => !Array.isArray(kinds) || difficulty !== undefined;

/** What makes a stage one that cannot be run: the field, whether it is wrong, and why. */
const faults: readonly (readonly [
  keyof StageFields | `${keyof StageFields}.${string}`,
  (stage: StageFields) => boolean,
  string,
])[] = [
  [
    'steps',
    ({ steps, pool }) => steps === undefined && pool === undefined,
    'is missing: a stage ends after steps, or after one pass over a pool',
  ],
  [
    'pool',
    ({ steps, pool }) => steps !== undefined && pool !== undefined,
    'must not stand beside steps: a pass has steps enough',
  ],
  [
    'pool',
    ({ pool, dataset }) => pool === 'all' && !dataset,
    'must be a number where no dataset is named: there is no end to generated questions',
  ],
  [
    'pool',
    ({ pool, dataset }) => typeof pool === 'number' && pool > mostInPool.generated && !dataset,
    `must be at most ${mostInPool.generated} where no dataset is named`,
  ],
  [
    'pool',
    (stage) => stage.pool === 'all' && hasShares(stage),
    'must be a number beside shares of kinds or difficulties: all questions have shares of their own',
  ],
  [
    'difficulty.adaptive',
    (stage) => stage.pool !== undefined && isAdaptive(stage),
    'must not stand beside a pool, whose questions are made before any is answered',
  ],
  [
    'difficulty.adaptive',
    (stage) => stage.learn === 'supervised' && isAdaptive(stage),
    'must not stand in a supervised stage, which answers nothing itself',
  ],
  [
    'dataset.order',
    ({ dataset, difficulty, pool }) => dataset?.order === 'stored' && difficulty !== undefined && pool === undefined,
    'must be shuffled beside steps and difficulty: rows are then drawn, in no order',
  ],
  [
    'teach',
    ({ learn, teach }) => learn !== 'supervised' && teach !== undefined,
    'is of supervised stages alone: the others learn from answers of their own',
  ],
  [
    'questionsPerMap',
    ({ learn, questionsPerMap }) => learn !== 'supervised' && questionsPerMap !== undefined,
    'is of supervised stages alone: a group is the answers to one question',
  ],
  [
    'questionsPerMap',
    ({ pool, questionsPerMap }) => pool !== undefined && questionsPerMap !== undefined,
    'must not stand beside a pool, whose questions are shuffled',
  ],
  [
    'questionsPerMap',
    ({ dataset, questionsPerMap }) => dataset !== undefined && questionsPerMap !== undefined,
    'must not stand beside a dataset, whose rows are asked as they come',
  ],
];

/** A stage of a curriculum: what is asked, and when it ends. docs/curricula.md says what each does. */
export const stageSpec = stageFields.superRefine((stage, context) => {
  for (const [field, isWrong, message] of faults) {
    if (isWrong(stage)) context.addIssue({ code: 'custom', path: [field], message, continue: false });
  }
});

export type StageSpec = z.infer<typeof stageSpec>;

/** The stage of a name. Throws where there is none. */
export function stageNamed<Stage extends Pick<StageSpec, 'name'>>(stages: readonly Stage[], name: string): Stage {
  const stage = stages.find((each) => each.name === name);
  if (!stage) throw new Error(`there is no stage "${name}"`);
  return stage;
}

export const isSupervised = ({ learn }: Pick<StageSpec, 'learn'>): boolean => learn === 'supervised';

/** The kinds that a stage asks, each as often as it names them. */
export const stageKinds = ({ kinds }: Pick<StageSpec, 'kinds'>): readonly QuestionKind[] =>
  Array.isArray(kinds) ? kinds : questionKinds.filter((kind) => kind in kinds);

/** Whether what is no text of the policy's language is read by it all the same. */
export const readsAnyText = ({ dataset }: Pick<StageSpec, 'dataset'>): boolean => dataset?.strangeTexts === 'read';

/**
 * Steps after which a stage has ended, whatever its questions: those it states, or one pass over its pool. Infinite for a pool of
 * `all`, which stands only in a spec that is not opened yet.
 */
export function mostSteps({ steps, pool = 0 }: StageSpec, questionsInBatch: number): number {
  return steps ?? (pool === 'all' ? Infinity : Math.ceil(pool / questionsInBatch));
}

/** Steps that a stage under way may be given: no more than one pass where it has a pool, no more checks than a gate may make. */
export function mostStepsAllowed(stage: StageSpec, questionsInBatch: number): number {
  const { pool, gate } = stage;
  return Math.min(
    pool === undefined ? mostStepsOfStage : mostSteps(stage, questionsInBatch),
    gate ? gate.every * (mostChecks + 1) : mostStepsOfStage,
  );
}

/** What a stage asks of its gate or its pool that the size of a batch does not allow. */
export function stageProblems(stage: StageSpec, questionsInBatch: number): readonly (readonly [string, string])[] {
  const { pool = 0, dataset, gate } = stage;
  if (pool === 'all') return [];
  const steps = mostSteps(stage, questionsInBatch);
  const uneven = !dataset && pool % questionsInBatch !== 0;
  const checks = gate ? Math.floor((steps - 1) / gate.every) : 0;
  const { noGain } = gate ?? {};
  const neverOpens = checks > 0 && noGain && gate?.atLeast === undefined && noGain.checks >= checks;
  return [
    ...(uneven
      ? [['pool', `must be a multiple of rollout.questions, ${questionsInBatch}, for whole steps`] as const]
      : []),
    ...(gate && gate.every >= steps
      ? [['gate.every', `must be less than the ${steps} steps of the stage: it would end unchecked`] as const]
      : []),
    ...(gate && gate.every * (mostChecks + 1) < steps
      ? [['gate.every', `must make at most ${mostChecks} checks in the ${steps} steps of the stage`] as const]
      : []),
    ...(neverOpens
      ? [
          [
            'gate.noGain.checks',
            `must be less than the ${checks} checks of the stage: the first is always a gain`,
          ] as const,
        ]
      : []),
  ];
}

/** Steps of all stages, none ended early: what the schedule of the learning rate goes by. */
export const mostStepsOf = (stages: readonly StageSpec[], questionsInBatch: number): number =>
  stages.reduce((sum, stage) => sum + mostSteps(stage, questionsInBatch), 0);

import type { Batch, PosedQuestion, ScoredBatch } from '../../activities/data.ts';
import { answerRequests } from '../../activities/answer-requests.ts';
import { learnFrom } from '../../activities/learn-from.ts';
import type { Pixels } from '../../activities/map-pixels.ts';
import { scoredGroups } from '../../activities/scored-groups.ts';
import { shardOf } from '../../activities/sampled-answers.ts';
import type { CurriculumSpec } from '../../activities/spec.ts';
import { stepQuestions } from '../../activities/stage-questions.ts';
import { readsAnyText, type StageSpec } from '../../activities/stage-spec.ts';
import { readBasePolicy, type BasePolicy } from '../../policy/base-policy.ts';
import { isRemote } from '../../policy/remote/remote-config.ts';
import { createEnginePolicy } from '../../policy/engine-policy.ts';
import type { Completion, Policy } from '../../policy/port.ts';
import { paintMap } from '../../transit/draw-map.ts';
import { stationList } from '../../transit/network.ts';
import { StepClock } from './step-clock.ts';

export type InProcessPart = 'questions' | 'draw' | 'sample' | 'score' | 'update';

export interface InProcessRun {
  /** Of the policy after the last step. */
  readonly digest: string;
  /** Of the steps alone. */
  readonly seconds: number;
  readonly msAStep: Readonly<Record<InProcessPart, number>>;
}

/** A batch and the pixels of its maps, by the keys of their references. */
interface Posed extends Batch {
  readonly pixels: ReadonlyMap<string, Uint8Array>;
}

/**
 * The steps of a run as a plain loop in this process: the same questions, samples, rewards and updates by the same functions, with no
 * Temporal, no MinIO, no reference to anything, no snapshot and no digest on the way. What durability costs is measured against it.
 */
export class InProcessTrainer {
  readonly #base: BasePolicy;
  readonly #policy: Policy;

  private constructor(base: BasePolicy, policy: Policy) {
    this.#base = base;
    this.#policy = policy;
  }

  static async make({ base: folder, threads }: CurriculumSpec, projectFolder: URL): Promise<InProcessTrainer> {
    const base = await readBasePolicy(new URL(`${folder}/`, projectFolder));
    const { config, tokenizerJson, snapshot } = base;
    if (isRemote(config)) throw new Error(`${folder} is a policy on a server`);
    const policy = await createEnginePolicy({ config, tokenizerJson, threads });
    await policy.setReference(snapshot.weights);
    return new InProcessTrainer(base, policy);
  }

  /** All steps of a curriculum, from the base policy on. */
  async run(spec: CurriculumSpec): Promise<InProcessRun> {
    await this.#policy.restore(this.#base.snapshot);
    const clock = new StepClock<InProcessPart>();
    const begun = performance.now();
    let step = 0;
    for (const stage of spec.stages) {
      for (const end = step + (stage.steps ?? 0); step < end; step++) await this.#step(spec, stage, step, clock);
    }
    const seconds = (performance.now() - begun) / 1000;
    return { digest: await this.#policy.digest(), seconds, msAStep: clock.msAStep(step) };
  }

  async close(): Promise<void> {
    await this.#policy.close();
  }

  async #step(spec: CurriculumSpec, stage: StageSpec, step: number, clock: StepClock<InProcessPart>): Promise<void> {
    const policy = this.#policy;
    const questions = clock.time('questions', () => stepQuestions(spec, stage, step, []));
    const { groups, pixels } = clock.time('draw', () => posed(questions, spec));
    const held: Pixels = { of: async ({ key }) => pixels.get(key)! };
    const asked = { seed: spec.seed, stage: stage.name, step, answers: spec.rollout.answers };
    const { shards } = spec.rollout;
    const answers: (readonly Completion[])[] = [];
    // With more than one thread the last bits of a probability depend on the batch that it is worked out in.
    for (let shard = 0; shard < shards; shard++) {
      const requests = await answerRequests(asked, shardOf(groups, shard, shards).groups, held);
      const sampling = { ...spec.rollout, anyText: readsAnyText(stage) };
      answers.push(...(await clock.time('sample', () => policy.sample(requests, sampling))));
    }
    const batch: ScoredBatch = clock.time('score', () => ({
      step,
      stage: stage.name,
      groups: scoredGroups(groups, answers, spec, undefined),
    }));
    await clock.time('update', () => learnFrom(policy, { stage: stage.name, step, batch }, spec, held));
  }
}

function posed(questions: ReturnType<typeof stepQuestions>, { maps }: CurriculumSpec): Posed {
  const pixels = new Map<string, Uint8Array>();
  const groups = questions.map(({ question, network }, index): PosedQuestion => {
    const key = String(index);
    pixels.set(key, paintMap(network, maps.style).rgb);
    return { question, map: { key, sha256: key, bytes: 0 }, stations: stationList(network) };
  });
  return { groups, pixels };
}

import type { ObjectStore } from '../store/objects.ts';
import { Recent } from '../store/recent.ts';
import { runRecords } from '../store/run-records.ts';
import type { PosedQuestion as QuestionOnNetwork } from '../transit/question-set.ts';
import type { Batch, RunRef } from './data.ts';
import { pose } from './pose.ts';
import { curriculumOf } from './run-spec.ts';
import type { AskedStep } from './sampled-answers.ts';
import type { CurriculumSpec } from './spec.ts';
import { lookBack, poolQuestions, stepQuestions } from './stage-questions.ts';
import { stageNamed, type StageSpec } from './stage-spec.ts';
import { StoredQuestions } from './stored-questions.ts';

/** A step and where its stage begins. */
export interface PlacedStep extends AskedStep {
  readonly firstStep: number;
}

/**
 * The batches of steps: a pure function of the spec, the manifest, the stage, the step and, for adaptive sampling, the training log
 * before it. Who asks for one again finds the same, and its pictures kept again.
 */
export class Batches {
  readonly #store: ObjectStore;
  readonly #stored: StoredQuestions;
  /** The pool that was dealt from last: made once, not at each of its steps. */
  readonly #pools = new Recent<readonly QuestionOnNetwork[]>(1);

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#stored = new StoredQuestions(store);
  }

  async of({ run, stage: name, firstStep, step }: PlacedStep): Promise<Batch> {
    const spec = await curriculumOf(this.#store, run);
    const stage = stageNamed(spec.stages, name);
    const log = await runRecords(this.#store, run.name).logEntries(Math.max(firstStep, step - lookBack(stage)), step);
    if (stage.dataset) return this.#stored.batch(run, spec, stage, { step: step - firstStep, log });
    const { questions } = spec.rollout;
    const first = (step - firstStep) * questions;
    const chosen =
      typeof stage.pool === 'number'
        ? (await this.#poolOf(run, spec, stage, stage.pool)).slice(first, first + questions)
        : stepQuestions(spec, stage, step, log);
    return pose(this.#store, chosen, spec.maps.style);
  }

  #poolOf(run: RunRef, spec: CurriculumSpec, stage: StageSpec, size: number): Promise<readonly QuestionOnNetwork[]> {
    return this.#pools.of(`${run.manifest.sha256} ${stage.name}`, async () => poolQuestions(spec, stage, size));
  }
}

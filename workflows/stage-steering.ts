import { condition } from '@temporalio/workflow';

import type { RunRef } from '../activities/data.ts';
import type { PolicyVersion, SnapshotRecord } from '../store/run-records.ts';
import type { AskedAct, SteeringRecord, StepSteering } from '../store/steering-record.ts';
import { hear } from './hear.ts';
import { steerSignal, tookHoldSignal } from './messages.ts';
import { recordAct, recordsActs } from './record-act.ts';
import { isSteer } from './signal-forms.ts';
import { applyHold, askedBy, isHold, type SteeringState } from './steering.ts';
import { tellParent } from './tell-parent.ts';

/** A stage that is steered, when its workflow begins. */
export interface SteeredStage {
  readonly run: RunRef;
  readonly name: string;
  /** Steps of the run: this stage's go from `firstStep` to `endStep` (excluded). */
  readonly firstStep: number;
  readonly endStep: number;
  readonly paused: boolean;
  /** What acts have changed of the optimiser's way. */
  readonly steered?: StepSteering | undefined;
  /** Acts that took hold at steps to come, when they were made for the first time: before a reset. */
  readonly later?: readonly SteeringRecord[] | undefined;
}

/**
 * What people asked of a stage by way of its curriculum. An act takes hold between two steps: it is recorded there, under the id of the
 * update that asked for it. After a reset the server delivers all acts at once; each then waits for the step that its record has.
 */
export class StageSteering {
  /** What people want, whether or not it has taken hold. */
  readonly wanted: SteeringState;
  readonly #stage: SteeredStage;
  readonly #keep: () => Promise<SnapshotRecord>;
  readonly #holds: SteeringState;
  readonly #arrived: AskedAct[] = [];
  /** Ids of acts that have taken hold. */
  readonly #taken = new Set<string>();
  #endStep: number;
  #steered: StepSteering | undefined;
  #skipping = false;
  #later: readonly SteeringRecord[];

  /** `keep` keeps a snapshot of the version that the stage has. */
  constructor(stage: SteeredStage, keep: () => Promise<SnapshotRecord>) {
    this.#stage = stage;
    this.#keep = keep;
    this.wanted = { paused: stage.paused, stopping: false };
    this.#holds = { ...this.wanted };
    this.#endStep = stage.endStep;
    this.#steered = stage.steered;
    this.#later = stage.later ?? [];
    hear(steerSignal, isSteer, {
      description: 'What people asked of the curriculum.',
      act: (told) => this.#arrive(askedBy(told)),
    });
  }

  /** Excluded. */
  get endStep(): number {
    return this.#endStep;
  }

  /** For the step that comes next. */
  get steered(): StepSteering | undefined {
    return this.#steered;
  }

  /** Whether the stage is to end before its last step. */
  get leaving(): boolean {
    return this.#skipping || this.#holds.stopping || this.#arrived.some(({ act }) => act === 'stop');
  }

  /** What a run of the stage that continues this one as new must know. */
  get carried(): Pick<SteeredStage, 'endStep' | 'paused' | 'steered' | 'later'> {
    return {
      endStep: this.#endStep,
      paused: this.#holds.paused,
      ...(this.#steered && { steered: this.#steered }),
      ...(this.#later.length > 0 && { later: this.#later }),
    };
  }

  /** Lets what was asked so far take hold at a version. */
  async take(version: PolicyVersion): Promise<void> {
    const due = this.#later.filter(({ step }) => step <= version.step);
    this.#later = this.#later.filter(({ step }) => step > version.step);
    for (const act of due) this.#apply(act);
    for (let [asked] = this.#arrived; asked; [asked] = this.#arrived) {
      await this.#settle(asked, version);
      this.#arrived.shift();
    }
  }

  /** The same, and waits while the run is paused. */
  async going(version: PolicyVersion): Promise<void> {
    for (;;) {
      await this.take(version);
      if (!this.#holds.paused || this.leaving) return;
      await condition(() => this.#arrived.length > 0);
    }
  }

  #arrive(asked: AskedAct): void {
    if (isHold(asked)) applyHold(this.wanted, asked);
    this.#arrived.push(asked);
  }

  async #settle(asked: AskedAct, version: PolicyVersion): Promise<void> {
    if (!recordsActs()) return this.#apply(asked);
    const record = await recordAct(this.#stage.run, await this.#settled(asked, version), version, this.#stage.name);
    if (record.step > version.step) this.#later = [...this.#later, record];
    // One of an earlier step took hold then: a curriculum that was reset passes on again what it had passed on.
    else if (record.step === version.step) this.#apply(record);
    await tellParent(tookHoldSignal, record);
  }

  /** An act as it is at a version. */
  async #settled(asked: AskedAct, { step }: PolicyVersion): Promise<AskedAct> {
    if (asked.act === 'checkpoint') return { ...asked, digest: (await this.#keep()).digest };
    const { name, firstStep } = this.#stage;
    if (asked.act !== 'setStageLength' || asked.of !== name) return asked;
    const to = Math.max(asked.to, step - firstStep);
    return { ...asked, to, runSteps: asked.runSteps + to - asked.to };
  }

  #apply(act: AskedAct): void {
    if (this.#taken.has(act.id)) return;
    this.#taken.add(act.id);
    if (isHold(act)) applyHold(this.#holds, act);
    else if (act.act === 'setLearningRate') this.#steered = { ...this.#steered, learningRate: act.to };
    else if (act.act === 'setStageLength') {
      this.#steered = { ...this.#steered, runSteps: act.runSteps };
      if (act.of === this.#stage.name) this.#endStep = this.#stage.firstStep + act.to;
    } else if (act.act === 'skipTo') this.#skipping = act.to !== this.#stage.name;
  }
}

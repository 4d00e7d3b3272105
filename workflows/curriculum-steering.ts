import { condition, type ChildWorkflowHandle } from '@temporalio/workflow';

import type { RunPlan } from '../activities/open-run.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { AskedAct, SteeringAct, SteeringRecord } from '../store/steering-record.ts';
import { actsInTurn } from './acts-in-turn.ts';
import { begun, ended, planOf, stageAt, withAct, type CurriculumPlan } from './curriculum-plan.ts';
import { steerSignal } from './messages.ts';
import { recordAct, recordsActs } from './record-act.ts';
import { applyHold, isHold, type AskedHold, type SteeringState } from './steering.ts';
import type { trainStage } from './train-stage.ts';

type Stage = ChildWorkflowHandle<typeof trainStage>;

/**
 * What people ask of a run. A stage at work is told, and lets it take hold after the step at work; between two stages it takes hold here.
 * Either way it is recorded by the id of its update. After a reset the server delivers all updates at once: each then waits for the step
 * that its record has.
 */
export class CurriculumSteering {
  /** What people want, whether or not it has taken hold. */
  readonly wanted: SteeringState = { paused: false, stopping: false };
  readonly #holds: SteeringState = { paused: false, stopping: false };
  readonly #records = new Map<string, SteeringRecord>();
  #later: readonly SteeringRecord[] = [];
  #run: RunPlan['run'] | undefined;
  #plan: CurriculumPlan | undefined;
  /** The version that the run has come to, between two stages; a stage that is being started or at work takes its place. */
  #between: PolicyVersion | undefined;
  #starting: Promise<Stage> | undefined;
  #started: Stage | undefined;
  /** How many stages have ended. */
  #stages = 0;
  /** Acts that are taking hold here. */
  #taking = 0;
  /** The last of them: acts take hold in the order in which they were asked, whichever is recorded first. */
  #last: Promise<unknown> = Promise.resolve();
  #asking = false;

  /** The stages as they are now; undefined until the run is open. */
  get plan(): CurriculumPlan | undefined {
    return this.#plan;
  }

  /** Acts that wait for steps to come: a stage that begins must know them. */
  get later(): readonly SteeringRecord[] {
    return this.#later;
  }

  /** How many acts have changed what is trained. */
  get changes(): number {
    return [...this.#records.values()].filter((act) => !isHold(act) && act.act !== 'checkpoint').length;
  }

  /** The run is open, and before its first stage. */
  opened({ run, stages, changeable, base }: RunPlan): void {
    this.#run = run;
    this.#plan = planOf(stages, changeable, base.step);
    this.#applyDue(base);
    this.#between = base;
  }

  /** Lets what was asked between two stages take hold, and waits while the run is paused. Whether a stage is to begin now. */
  async goesOn(): Promise<boolean> {
    const settled = (): boolean => this.#taking === 0 && !this.#holds.paused;
    while (!settled()) await condition(settled);
    if (this.#holds.stopping || !stageAt(this.#plan!)) return false;
    this.#between = undefined;
    return true;
  }

  /** A stage begins: what is asked from now on is for it. */
  async begins(start: () => Promise<Stage>): Promise<Stage> {
    this.#plan = begun(this.#plan!);
    this.#starting = start();
    this.#started = await this.#starting;
    const { paused, stopping } = this.#holds;
    if ((paused || stopping) && !recordsActs()) await this.#started.signal(steerSignal, stopping ? 'stop' : 'pause');
    return this.#started;
  }

  /** The stage at work has ended with this version; `opened` says whether its gate did it. */
  ends(version: PolicyVersion, opened: boolean): void {
    this.#starting = undefined;
    this.#started = undefined;
    this.#stages += 1;
    // Before the stage is over: a skip that waited for this step is what has ended it.
    this.#applyDue(version);
    this.#plan = ended(this.#plan!, version.step, opened);
    this.#between = version;
  }

  /** Holds the run or lets it go on. Resolves when the stage at work has been told, or when it has taken hold here. */
  async hold(asked: AskedHold): Promise<void> {
    applyHold(this.wanted, asked);
    if (recordsActs()) {
      await this.#pass(() => asked);
    } else {
      applyHold(this.#holds, asked);
      await this.#started?.signal(steerSignal, asked).catch(() => undefined);
    }
  }

  /** Resolves with the record of an act when it has taken hold. `act` settles what it is; it is asked again where a stage has ended meanwhile. */
  async ask(id: string, act: () => SteeringAct): Promise<SteeringRecord> {
    while (this.#asking) await condition(() => !this.#asking);
    this.#asking = true;
    try {
      for (;;) {
        const record = this.#records.get(id);
        if (record) return record;
        const told = await this.#pass(() => ({ ...act(), id }));
        await condition(() => this.#records.has(id) || this.#stages > told);
      }
    } finally {
      this.#asking = false;
    }
  }

  /** An act has taken hold and is recorded. */
  tookHold(record: SteeringRecord): void {
    if (this.#records.has(record.id)) return;
    this.#records.set(record.id, record);
    const stage = this.#plan && stageAt(this.#plan);
    const isDue = this.#between ? record.step <= this.#between.step : record.stage === stage?.name;
    if (isDue) this.#apply(record);
    else this.#later = [...this.#later, record];
  }

  /** Has an act take hold here, or tells the stage at work of it; answers with how many had ended before. */
  async #pass(asked: () => AskedAct): Promise<number> {
    for (;;) {
      const somewhere = (): boolean => this.#between !== undefined || this.#starting !== undefined;
      while (!somewhere()) await condition(somewhere);
      const stages = this.#stages;
      if (this.#starting === undefined) {
        await this.#take(asked(), this.#between!);
        return stages;
      }
      const stage = await this.#starting;
      const heard = await stage.signal(steerSignal, asked()).then(
        () => true,
        () => false,
      );
      if (heard) return stages;
      await condition(() => this.#stages > stages);
    }
  }

  async #take(asked: AskedAct, version: PolicyVersion): Promise<void> {
    this.#taking += 1;
    const before = actsInTurn() ? this.#last : undefined;
    try {
      const act = asked.act === 'checkpoint' ? { ...asked, digest: version.digest } : asked;
      const recorded = recordAct(this.#run!, act, version, stageAt(this.#plan!)?.name ?? '');
      if (before) this.#last = Promise.allSettled([before, recorded]);
      await before;
      this.tookHold(await recorded);
    } finally {
      this.#taking -= 1;
    }
  }

  #applyDue({ step: reached }: PolicyVersion): void {
    const due = this.#later.filter(({ step }) => step <= reached);
    this.#later = this.#later.filter(({ step }) => step > reached);
    for (const record of due) this.#apply(record);
  }

  #apply(record: SteeringRecord): void {
    if (isHold(record)) applyHold(this.#holds, record);
    else this.#plan = withAct(this.#plan!, record);
  }
}

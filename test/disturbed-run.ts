import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';

import type { CurriculumSpec } from '../activities/spec.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry } from '../store/run-records.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { CurriculumResult, trainCurriculum } from '../workflows/train-curriculum.ts';
import { runHistories, type HistoryEvent } from './run-histories.ts';
import { takenActivities } from './taken-activities.ts';

export type Run = WorkflowHandle<typeof trainCurriculum>;

/** What must not depend on what happened to the workers. */
export interface Outcome {
  readonly result: Omit<CurriculumResult, 'run' | 'report' | 'seal'>;
  readonly log: readonly LogEntry[];
}

/** Runs that are disturbed, and what became of them. */
export class DisturbedRuns {
  readonly #client: Client;
  readonly #store: ObjectStore;

  constructor(client: Client, store: ObjectStore) {
    this.#client = client;
    this.#store = store;
  }

  start(workflowId: string, spec: CurriculumSpec): Promise<Run> {
    const options = { workflowId, taskQueue: mainQueue, args: [spec] as [unknown] };
    return this.#client.workflow.start<typeof trainCurriculum>('trainCurriculum', options);
  }

  /** Name of a run's records, whether or not it is open. */
  nameOf(run: Run): string {
    const { firstExecutionRunId } = run as Run & { firstExecutionRunId: string };
    return `${run.workflowId}/${firstExecutionRunId}`;
  }

  /** Waits for the end of a run. Its log ends with its last step. */
  async outcomeOf(run: Run): Promise<Outcome> {
    const { run: name, report: _, seal: __, ...result } = await run.result();
    const records = runRecords(this.#store, name);
    const [first = 0] = await records.snapshotSteps();
    if ((await records.loggedTo()) !== result.version.step) throw new Error(`the log of ${name} does not end with it`);
    const log = await records.logEntries(first, result.version.step);
    return { result, log: log.map(withoutTimings) };
  }

  /** Waits until a run has logged a step. */
  async logged(run: Run, step: number): Promise<void> {
    const records = runRecords(this.#store, this.nameOf(run));
    while (!(await records.logEntry(step))) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Whether a worker has one of these activities of a stage in hand. Asks the server alone: the workers may be frozen. */
  async inHand(run: Run, stage: string, activities: readonly string[]): Promise<boolean> {
    const taken = await this.#client.workflow
      .getHandle(`${run.workflowId}/stage-${stage}`)
      .describe()
      .then(takenActivities, (error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return [];
        throw error;
      });
    return taken.some(({ activityType }) => activities.includes(activityType?.name ?? ''));
  }

  async #eventsOf(run: Pick<Run, 'workflowId'>): Promise<readonly HistoryEvent[]> {
    return (await runHistories(this.#client, run.workflowId)).flatMap(({ events }) => events);
  }

  /** Identities of the workers that took its activities, and those of its children. */
  async workersOf(run: Pick<Run, 'workflowId'>): Promise<ReadonlySet<string>> {
    const events = await this.#eventsOf(run);
    return new Set(events.flatMap(({ activityTaskStartedEventAttributes: started }) => started?.identity ?? []));
  }

  /** Attempts at activities that a worker took and never answered. */
  async lostAttempts(run: Pick<Run, 'workflowId'>): Promise<number> {
    const events = await this.#eventsOf(run);
    return events.filter(
      ({ activityTaskStartedEventAttributes: started, activityTaskTimedOutEventAttributes: timedOut }) =>
        (started?.attempt ?? 1) > 1 || timedOut,
    ).length;
  }
}

/** What must not depend on how long a step took; the link to the entry before is of its bytes, timings and all. */
function withoutTimings(logged: LogEntry): LogEntry {
  const { metrics, previous: _, ...entry } = logged;
  const lasting = Object.entries(metrics).filter(([name]) => !name.startsWith('timing_s/'));
  return { ...entry, metrics: Object.fromEntries(lasting) };
}

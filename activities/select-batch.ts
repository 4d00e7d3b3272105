import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry } from '../store/run-records.ts';
import { Batches, type PlacedStep } from './batches.ts';
import { noticed } from './incidents.ts';

export interface SelectBatchInput extends PlacedStep {
  /** Digest of the version that is to learn from them. Undefined in runs that an earlier release has at work. */
  readonly before?: string;
  /** Where the step is taken again, because an object of it was lost: what it was. */
  readonly lost?: string;
}

/** The questions of a step; where the training log has the step already, what it learnt from, and what it `made`. */
export interface SelectedBatch extends ObjectRef {
  readonly made?: Pick<LogEntry, 'after' | 'metrics'>;
}

/** A run that was reset is to take a step otherwise than its training log says. */
class LogConflict extends Error {
  override readonly name = 'LogConflict';
}

/** A step that the log has, where it is the one asked for: a run whose workflow was reset comes by its steps again. */
function taken(entry: LogEntry | undefined, { run, stage, before }: SelectBatchInput): SelectedBatch | undefined {
  if (entry === undefined || entry.before !== before) return undefined;
  if (entry.stage === stage) return { ...entry.batch, made: { after: entry.after, metrics: entry.metrics } };
  const says = `step ${entry.step} of run ${run.name} is in its training log as one of stage "${entry.stage}"`;
  throw new LogConflict(`${says}, it cannot be one of "${stage}" now: go another way from there by a fork`);
}

/** How questions are found: fresh ones, or those that the training log has. */
export interface Selection {
  /** A step that the log has, where it is the one asked for. Throws {@link LogConflict} where it was another stage's. */
  readonly taken: (input: SelectBatchInput) => Promise<SelectedBatch | undefined>;
  readonly isLogged: (input: SelectBatchInput) => Promise<boolean>;
  readonly fresh: (input: SelectBatchInput) => Promise<SelectedBatch>;
}

export function selectionIn(store: ObjectStore): Selection {
  const batches = new Batches(store);
  const logged = ({ run, step }: SelectBatchInput) => runRecords(store, run.name).logEntry(step);
  return {
    taken: async (input) => taken(await logged(input), input),
    isLogged: async (input) => (await logged(input)) !== undefined,
    async fresh(input) {
      const { run, step, lost } = input;
      if (lost === undefined) return store.putJson(await batches.of(input));
      const what = `${lost}; step ${step} was taken again from its questions`;
      await noticed(store, run.name, { kind: 'made again', step, what });
      // One that remembers nothing, so that every picture is kept again.
      return store.putJson(await new Batches(store).of(input));
    },
  };
}

/** Keeps the questions of a step, unless the training log has it already. */
export function selectBatchActivity({ taken, fresh }: Selection) {
  return async (input: SelectBatchInput): Promise<SelectedBatch> => (await taken(input)) ?? fresh(input);
}

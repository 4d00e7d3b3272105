import { MissingObject } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { Evaluation, RunRef } from './data.ts';
import { gateStandings, type GateSpec, type GateStanding } from './gate.ts';

/** What an evaluation measured. Its questions are all of the stage's kinds. */
function measured(measure: GateSpec['measure'], { byKind, reward = 0 }: Evaluation): number {
  if (measure === 'reward') return reward;
  const [right, count] = byKind.reduce(([right, count], tally) => [right + tally.right, count + tally.count], [0, 0]);
  return count === 0 ? 0 : right / count;
}

/** Throws {@link MissingObject} where a check that must have been made has no record: decisions go by all of them. */
async function assertComplete(
  store: ObjectStore,
  { name: run }: RunRef,
  stage: string,
  { every }: GateSpec,
  steps: readonly number[],
): Promise<void> {
  const lacking = steps.find((step, index) => index > 0 && step !== steps[index - 1]! + every);
  const begin = steps[0] === undefined ? 0 : steps[0] - every;
  const before = begin > 0 ? await runRecords(store, run).logEntry(begin - 1) : undefined;
  if (lacking !== undefined || before?.stage === stage)
    throw new MissingObject(
      `run ${run} has no record of a check of stage "${stage}" before step ${lacking ?? steps[0]}`,
    );
}

/**
 * The checks of a stage's gate up to a step, from the evaluations among the run's records, each with its decision. Throws
 * {@link MissingObject} or `CorruptObject` where one of them is lost or damaged.
 */
export async function gateRecords(
  store: ObjectStore,
  run: RunRef,
  stage: string,
  gate: GateSpec,
  upTo: number,
): Promise<readonly GateStanding[]> {
  const keys = await store.listKeys(`runs/${run.name}/evaluations/gates/${stage}/`);
  const kept = await Promise.all(keys.map((key) => store.readRecord<Evaluation>(key)));
  const checks = kept
    .filter((evaluation) => evaluation !== undefined)
    .filter(({ step }) => step <= upTo)
    .toSorted((a, b) => a.step - b.step)
    .map((evaluation) => ({ step: evaluation.step, value: measured(gate.measure, evaluation) }));
  await assertComplete(
    store,
    run,
    stage,
    gate,
    checks.map(({ step }) => step),
  );
  return gateStandings(gate, checks);
}

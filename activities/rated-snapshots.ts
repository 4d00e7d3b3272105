import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { RunRef } from './data.ts';
import { gateRecords } from './gate-records.ts';
import type { RatedSnapshot } from './retention.ts';
import type { RetentionSpec } from './retention-spec.ts';
import type { CurriculumSpec } from './spec.ts';

type Rated = Omit<RatedSnapshot, 'step'>;
const unrated: Rated = { stage: '' };

/** Of each snapshot the mean reward of the steps of its stage since the one before it. */
async function byReward(
  store: ObjectStore,
  run: RunRef,
  steps: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Rated>> {
  const rated = new Map<number, Rated>();
  let [stage, sum, count] = ['', 0, 0];
  for await (const entry of runRecords(store, run.name).wholeLog()) {
    if (entry.stage !== stage) [stage, sum, count] = [entry.stage, 0, 0];
    const reward = entry.metrics['critic/rewards/mean'];
    if (reward !== undefined) [sum, count] = [sum + reward, count + 1];
    if (!steps.has(entry.step + 1)) continue;
    rated.set(entry.step + 1, { stage, rating: count === 0 ? undefined : sum / count });
    [sum, count] = [0, 0];
  }
  return rated;
}

/** What the checks of gates measured at steps that were kept. */
async function byGate(
  store: ObjectStore,
  run: RunRef,
  stages: CurriculumSpec['stages'],
): Promise<ReadonlyMap<number, Rated>> {
  const rated = new Map<number, Rated>();
  for (const { name, gate } of stages) {
    const checks = gate ? await gateRecords(store, run, name, gate, Infinity) : [];
    for (const { step, value } of checks) rated.set(step, { stage: name, rating: value });
  }
  return rated;
}

/** A run's snapshots, rated as its retention asks for. */
export async function ratedSnapshots(
  store: ObjectStore,
  run: RunRef,
  { stages }: Pick<CurriculumSpec, 'stages'>,
  { snapshots }: RetentionSpec,
  steps: readonly number[],
): Promise<readonly RatedSnapshot[]> {
  const best = 'best' in snapshots ? snapshots.best : null;
  const rated =
    best === 'reward'
      ? await byReward(store, run, new Set(steps))
      : best === 'gate'
        ? await byGate(store, run, stages)
        : undefined;
  return steps.map((step) => ({ step, ...(rated?.get(step) ?? unrated) }));
}

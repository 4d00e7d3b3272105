import type { Policy } from '../policy/port.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { RunRef } from './data.ts';
import { diverged } from './diverged.ts';
import { stopIfCancelled } from './heartbeat.ts';
import { noticed } from './incidents.ts';
import { keepSnapshot } from './keep-snapshot.ts';
import { curriculumOf } from './run-spec.ts';
import type { StepsAgain } from './step-again.ts';
import type { Way } from './way-to.ts';

/**
 * Makes the updates of a way again, and keeps anew the damaged snapshots that it leads by. Answers with the number of updates that gave
 * another digest than the log has, or throws `Divergence` at the first where the spec says so.
 */
export async function makeAgain(
  policy: Policy,
  { updates, damaged }: Pick<Way, 'updates' | 'damaged'>,
  run: RunRef,
  store: ObjectStore,
  steps: StepsAgain,
): Promise<number> {
  const [first] = updates;
  if (!first) return 0;
  const spec = await curriculumOf(store, run);
  let divergences = 0;
  let coming = steps.read(first);
  for (const [index, entry] of updates.entries()) {
    stopIfCancelled();
    const read = coming;
    const next = updates[index + 1];
    // While the policy learns.
    if (next) coming = steps.read(next);
    await steps.learn(policy, run, entry, read, spec);
    const step = entry.step + 1;
    const digest = await policy.digest();
    if (digest !== entry.after) {
      divergences += 1;
      const what = `version ${step} of run ${run.name} became ${digest}, recorded is ${entry.after}`;
      await diverged(store, run, step, what);
      continue;
    }
    const lost = damaged.find((snapshot) => snapshot.step === step);
    if (!lost) continue;
    await keepSnapshot(store, run.name, step, await policy.snapshot());
    const what = `${lost.damage.message}; version ${step} was made again from an older one and kept anew`;
    await noticed(store, run.name, { kind: 'made again', step, what });
  }
  return divergences;
}

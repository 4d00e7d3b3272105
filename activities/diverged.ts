import type { ObjectStore } from '../store/objects.ts';
import type { RunRef } from './data.ts';
import { noticed } from './incidents.ts';
import { specOf } from './run-spec.ts';

/** Something came out otherwise than it would have where a run began: other hardware, or another thread count. */
export class Divergence extends Error {
  override readonly name = 'Divergence';
}

/** Keeps a divergence among the run's incidents, and throws it as {@link Divergence} where the spec says so. */
export async function diverged(store: ObjectStore, run: RunRef, step: number, what: string): Promise<void> {
  await noticed(store, run.name, { kind: 'divergence', step, what });
  if ((await specOf(store, run)).onDivergence === 'fail') throw new Divergence(what);
}

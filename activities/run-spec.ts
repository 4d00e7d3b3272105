import type { ObjectStore } from '../store/objects.ts';
import type { RunManifest, RunRef } from './data.ts';
import type { CurriculumSpec } from './spec.ts';

export const manifestOf = (store: ObjectStore, run: RunRef): Promise<RunManifest> =>
  store.getJson<RunManifest>(run.manifest);

/** The spec of a run, as it was when the run was opened. */
export async function specOf(store: ObjectStore, run: RunRef): Promise<CurriculumSpec> {
  return store.getJson<CurriculumSpec>((await manifestOf(store, run)).spec);
}

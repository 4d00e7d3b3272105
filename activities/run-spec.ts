import type { ObjectStore } from '../store/objects.ts';
import type { RunManifest, RunRef } from './data.ts';
import type { ColdStartSpec, CommonSpec, CurriculumSpec } from './spec.ts';

export const manifestOf = (store: ObjectStore, run: RunRef): Promise<RunManifest> =>
  store.getJson<RunManifest>(run.manifest);

async function kept<T>(store: ObjectStore, run: RunRef): Promise<T> {
  return store.getJson<T>((await manifestOf(store, run)).spec);
}

/** The spec of a run, as it was validated when the run was opened: what all runs state, or what its own kind states. */
export const specOf = (store: ObjectStore, run: RunRef): Promise<CommonSpec> => kept<CommonSpec>(store, run);
export const curriculumOf = (store: ObjectStore, run: RunRef): Promise<CurriculumSpec> =>
  kept<CurriculumSpec>(store, run);
export const coldStartOf = (store: ObjectStore, run: RunRef): Promise<ColdStartSpec> => kept<ColdStartSpec>(store, run);

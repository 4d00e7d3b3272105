import { runNamed } from '../../activities/lineage-target.ts';
import type { ObjectStore } from '../../store/objects.ts';
import { InputError } from './input-error.ts';

/** The run of a name or, of a workflow id, its newest: by the store, which keeps runs for longer than Temporal. Throws {@link InputError}. */
export async function runOf(store: ObjectStore, asked: string, flag: string): Promise<string> {
  const run = await runNamed(store, asked).catch((error: Error) => {
    throw error.name === 'BadName' ? new InputError(`${flag} ${asked}: ${error.message}`) : error;
  });
  if (run === undefined)
    throw new InputError(
      `${flag} ${asked}: there is no such run in this store: it must be a run that has read its spec`,
    );
  return run;
}

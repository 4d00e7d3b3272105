import { ActivityFailure, ApplicationFailure, log } from '@temporalio/workflow';

/** Errors of activities that tell of an object or a record that is lost, or not what it was. */
const damages: readonly (string | null | undefined)[] = ['MissingObject', 'CorruptObject'];

function damageIn(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && damages.includes(cause.type) ? cause.message : undefined;
}

/** What is lost more often than that is not lost by chance. */
const mostTimes = 3;

/**
 * Does work, and again from its beginning where an activity found an object lost or damaged: what the activities before it put is put again,
 * under the same names, for everything lies by its content. Then `work` is told what was lost.
 */
export async function takenAgain<T>(work: (lost?: string) => Promise<T>): Promise<T> {
  let lost: string | undefined;
  for (let times = 0; ; times++) {
    try {
      return await work(lost);
    } catch (error) {
      lost = damageIn(error);
      if (lost === undefined || times === mostTimes) throw error;
      log.warn('an object was lost: what it came from is done again', { lost });
    }
  }
}

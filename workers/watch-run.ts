import { setTimeout as sleep } from 'node:timers/promises';

import type { Client, WorkflowHandle } from '@temporalio/client';

import { progressQuery, type Progress } from '../workflows/messages.ts';

const pollMs = 400;
const patienceMs = 60_000;

/**
 * Asks a run how far it is, again and again, until it has ended or `signal` aborts. Answers true where it has ended. Requests end
 * with the signal: none is left that would try again on a connection that its owner has closed.
 */
export async function watchRun(
  client: Client,
  handle: WorkflowHandle,
  signal: AbortSignal,
  show: (progress: Progress) => Promise<void>,
): Promise<boolean> {
  // A signal of its own for each request: the client leaves its listeners on the one that it is given.
  const ask = <T>(request: () => Promise<T>): Promise<T | undefined> =>
    client.withAbortSignal(AbortSignal.any([signal]), request).catch(() => undefined);
  let answered = performance.now();
  for (;;) {
    const description = await ask(() => handle.describe());
    const progress = await ask(() => handle.query(progressQuery));
    if (signal.aborted) return false;
    if (progress && progress.run !== '') await show(progress);
    if (description) answered = performance.now();
    if (performance.now() - answered > patienceMs)
      throw new Error(
        'Temporal has not answered for a minute. The run is kept as it is: the same command goes on from here.',
      );
    if (description?.closeTime) return true;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

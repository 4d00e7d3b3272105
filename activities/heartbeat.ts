import { Context } from '@temporalio/activity';

const every = 2_000;

/**
 * Tells the server that the activity lives while `work` runs, and the latest that `work` reports. The policy computes in a thread
 * of its own, so this one's timers go on ticking.
 */
export async function heartbeating<T>(work: (report: (details: unknown) => void) => Promise<T>): Promise<T> {
  const context = Context.current();
  let latest: unknown;
  const beat = (): void => context.heartbeat(latest);
  beat();
  const timer = setInterval(beat, every);
  try {
    return await work((details) => (latest = details));
  } finally {
    clearInterval(timer);
  }
}

/**
 * Ends an activity that was cancelled, lost its lease, or whose worker has waited long enough to shut down. Called between
 * pieces of work: what has begun is finished.
 */
export function stopIfCancelled(): void {
  Context.current().cancellationSignal.throwIfAborted();
}

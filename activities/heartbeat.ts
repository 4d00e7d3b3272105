import { Context } from '@temporalio/activity';

/** Milliseconds; an activity that is over sooner says nothing. */
const every = 1_000;
const latest = new WeakMap<Context, unknown>();

type Activity<Input, Output> = (input: Input) => Promise<Output>;

/**
 * An activity that tells the server that it lives: one whose worker is gone is then tried again within seconds. The policy
 * computes in a thread of its own, so this one's timers go on ticking.
 */
export function alive<Input, Output>(activity: Activity<Input, Output>): Activity<Input, Output> {
  return async (input) => {
    const context = Context.current();
    const timer = setInterval(() => context.heartbeat(latest.get(context)), every);
    try {
      return await activity(input);
    } finally {
      clearInterval(timer);
    }
  };
}

/** Says how far the activity is: heartbeats carry it from now on. */
export function report(details: unknown): void {
  const context = Context.current();
  latest.set(context, details);
  context.heartbeat(details);
}

/** Aborts where the activity was cancelled, lost its lease, or where its worker has waited long enough to shut down. */
export const cancellation = (): AbortSignal => Context.current().cancellationSignal;

/** Ends an activity that was cancelled. Called between pieces of work: what has begun is finished. */
export function stopIfCancelled(): void {
  cancellation().throwIfAborted();
}

import { Context } from '@temporalio/activity';

const every = 2_000;

/**
 * Tells the server that the activity lives while `work` runs. The policy computes in a thread of its own, so this one's timers
 * go on ticking.
 */
export async function heartbeating<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(), every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

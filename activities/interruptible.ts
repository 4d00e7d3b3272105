import type { Policy } from '../policy/port.ts';
import { cancellation } from './heartbeat.ts';

/**
 * Does work with a policy. Where the activity is cancelled meanwhile, a policy that waits for a server is interrupted, and the work ends as
 * cancelled: a server that never answers would else keep the device for good.
 */
export async function interruptible<T>(policy: Policy, work: () => Promise<T>): Promise<T> {
  const cancelled = cancellation();
  cancelled.throwIfAborted();
  const interrupt = (): void => policy.interrupt?.();
  cancelled.addEventListener('abort', interrupt);
  try {
    return await work();
  } catch (error) {
    if (policy.interrupt) cancelled.throwIfAborted();
    throw error;
  } finally {
    cancelled.removeEventListener('abort', interrupt);
  }
}

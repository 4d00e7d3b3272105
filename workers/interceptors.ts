import type { WorkerInterceptors } from '@temporalio/worker';

import { failureByName } from './failure-by-name.ts';
import { measured } from './measured.ts';
import type { Tracing } from './tracing.ts';

/** What every worker does around each of its activities. */
export const interceptors = ({ activity }: Tracing): WorkerInterceptors => ({
  activity: [...activity, failureByName, measured],
});

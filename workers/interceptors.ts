import type { WorkerInterceptors } from '@temporalio/worker';

import { failureByName } from './failure-by-name.ts';
import { measured } from './measured.ts';

/** What every worker does around each of its activities. */
export const interceptors: WorkerInterceptors = { activity: [failureByName, measured] };

import { proxyActivities } from '@temporalio/workflow';

import type { LightActivities, PolicyActivities } from '../activities/index.ts';
import { policyQueue } from './queues.ts';

/** Failures that trying again cannot mend. */
const permanent = ['InvalidSpec', 'CorruptObject', 'MissingObject', 'Divergence', 'RewardError'];

/** Activities over MinIO and pure code: seconds at most. */
export const light = proxyActivities<LightActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', nonRetryableErrorTypes: permanent },
});

/** Activities that run the policy: any policy worker can bring itself to the version they name. */
export const onPolicy = proxyActivities<PolicyActivities>({
  taskQueue: policyQueue,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', nonRetryableErrorTypes: permanent },
});

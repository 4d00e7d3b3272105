import { proxyActivities } from '@temporalio/workflow';

import type { LightActivities, PolicyActivities } from '../activities/index.ts';
import { policyQueue } from './queues.ts';

/** Failures that trying again cannot mend, by the names of their errors. */
export const permanentFailures = [
  'InvalidSpec',
  'MissingObject',
  'CorruptObject',
  'BadPolicyFile',
  'BadText',
  'NonFiniteGradient',
  'Divergence',
  'RewardError',
];

const retry = {
  initialInterval: '1 second',
  maximumInterval: '30 seconds',
  nonRetryableErrorTypes: permanentFailures,
} as const;

/** Activities over MinIO and pure code: seconds at most. */
export const light = proxyActivities<Omit<LightActivities, keyof SlowActivities>>({
  startToCloseTimeout: '2 minutes',
  retry,
});

type SlowActivities = Pick<LightActivities, 'selectHeldOut' | 'writeReport'>;

/** Those of them that draw hundreds of maps or read every step of a run. */
export const slow = proxyActivities<SlowActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30 seconds',
  retry,
});

/** Activities that run the policy: any policy worker can bring itself to the version they name. */
export const onPolicy = proxyActivities<PolicyActivities>({
  taskQueue: policyQueue,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '10 seconds',
  retry,
});

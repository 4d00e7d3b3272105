import { proxyActivities } from '@temporalio/workflow';

import type { LightActivities } from '../activities/light-activities.ts';
import type { PolicyActivities } from '../activities/policy-activities.ts';
import { elsewhereQueue, policyQueue } from './queues.ts';

/**
 * What trying again cannot mend says so itself (`activities/permanent-failures.ts`): a list of it here would stand in the history at each
 * activity.
 */
const retry = { initialInterval: '1 second', maximumInterval: '30 seconds' } as const;

/** For activities that may keep their thread from its timers for some seconds. */
export const lightOptions = { startToCloseTimeout: '30 minutes', heartbeatTimeout: '10 seconds', retry } as const;

/** Activities over MinIO and pure code. */
export const light = proxyActivities<LightActivities>(lightOptions);

/** A policy computes in a thread of its own: a worker that is silent for some seconds is gone. */
const policyOptions = { ...lightOptions, heartbeatTimeout: '5 seconds' } as const;

/**
 * Activities that run the policy: any policy worker can bring itself to the version they name.
 */
export const onPolicy = proxyActivities<PolicyActivities>({ ...policyOptions, taskQueue: policyQueue });

/** The same of a policy that a server elsewhere has: the device is left to those that train. */
export const onPolicyElsewhere = proxyActivities<Pick<PolicyActivities, 'answerPart'>>({
  ...policyOptions,
  taskQueue: elsewhereQueue,
});

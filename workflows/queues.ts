/** Workflows and light activities. */
export const mainQueue = 'rewardmap';

/** Activities that need a policy: one at a time a device. */
export const policyQueue = 'rewardmap-policy';

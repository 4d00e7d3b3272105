/** Workflows and light activities. */
export const mainQueue = 'rewardmap';

/** Activities that need a policy: one at a time a device. */
export const policyQueue = 'rewardmap-policy';

/** Questions for policies that an OpenAI server answers: policy workers pass them on, and need no device for it. */
export const elsewhereQueue = 'rewardmap-elsewhere';

/** The queue of one policy worker: by an id of its own, and its build where it has one. */
export const ownQueue = (id: string, build?: string): string =>
  [`${policyQueue}-${id}`, ...(build ? [build] : [])].join('@');

/** The build of the worker that serves a queue of its own; undefined where it has none. Ids have no `@`. */
export const buildOf = (queue: string): string | undefined => /^[^@]*@(.+)$/.exec(queue)?.[1];

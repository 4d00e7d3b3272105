import { defineConfig } from 'vitest/config';

const folders = 'workflows,activities,workers,policy,reward,transit,store,report,infra,bench,test';

/**
 * Forks, because onnxruntime-node and Temporal's native bridge do not belong in vitest's threads. Two workers at most: whole-run tests
 * start servers and policy processes of their own, and the suite must fit a machine of two cores.
 */
export default defineConfig({
  test: {
    include: [`{${folders}}/**/*.test.ts`],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

import { defineConfig } from 'vitest/config';

const folders = '{access,workflows,activities,workers,policy,reward,transit,store,report,infra,bench,test}';

/**
 * Forks, because onnxruntime-node and Temporal's native bridge do not belong in vitest's threads. Two workers at most: whole-run
 * tests start policy processes of their own, and the suite must fit a machine of two cores.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: [`${folders}/**/*.test.ts`],
          exclude: ['**/*.live.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'live',
          include: [`${folders}/**/*.live.test.ts`],
          globalSetup: ['test/servers.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

import { startServers } from '../infra/servers/start-servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What a process needs to reach the test's Temporal and MinIO. */
    servers: Record<string, string>;
  }
}

/** One Temporal and one MinIO for all tests: real ones, on free ports, with their data in a folder that goes with them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'rewardmap-test-'));
  const servers = await startServers({ dataFolder, ports: 'free', log: () => undefined });
  project.provide('servers', servers.environment);
  return async () => {
    await servers.stop();
    await rm(dataFolder, { recursive: true, force: true });
  };
}

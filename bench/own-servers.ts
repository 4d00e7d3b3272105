import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { interruptedCode, onInterrupt } from '../infra/interrupts.ts';
import { startServers, type Servers } from '../infra/servers/start-servers.ts';

/** Servers with their data in a folder: both go with `close`, and at a Ctrl-C. */
export interface OwnServers {
  readonly environment: Servers['environment'];
  readonly folder: string;
  close(): Promise<void>;
}

export async function ownServers(): Promise<OwnServers> {
  const left = onInterrupt(console.error);
  const folder = await mkdtemp(join(tmpdir(), 'rewardmap-bench-'));
  const servers = await startServers({ dataFolder: folder, ports: 'free', log: () => undefined });
  const close = async (): Promise<void> => {
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const leave = (): void => void close().finally(() => process.exit(interruptedCode));
  if (left.aborted) leave();
  left.addEventListener('abort', leave);
  return { environment: servers.environment, folder, close };
}

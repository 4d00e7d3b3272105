import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { InstantRun } from './instant.ts';

const entry = fileURLToPath(new URL('worker.ts', import.meta.url));

/** Does something while a process of real workflows over instant activities is there. Throws where that dies. */
export async function withInstantWorker<Result>(
  run: InstantRun,
  servers: Readonly<Record<string, string>>,
  work: (worker: ChildProcess) => Promise<Result>,
): Promise<Result> {
  const child = fork(entry, [JSON.stringify(run)], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...servers },
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`the worker of the instant run ended with ${code}`);
  });
  died.catch(() => undefined);
  try {
    await Promise.race([once(child, 'message'), died]);
    return await Promise.race([work(child), died]);
  } finally {
    if (child.connected) child.disconnect();
    await died.catch(() => undefined);
  }
}

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { InstantRun } from './instant.ts';

const entry = fileURLToPath(new URL('worker.ts', import.meta.url));

/**
 * Does something while there are processes of real workflows over instant activities: one, or one for each simulated device. `work` is told the
 * one that has the workflows. Throws where one dies.
 */
export async function withInstantWorkers<Result>(
  run: InstantRun,
  servers: Readonly<Record<string, string>>,
  work: (worker: ChildProcess) => Promise<Result>,
): Promise<Result> {
  const started = Array.from({ length: run.devices?.count ?? 1 }, (_, index) => {
    const words = [JSON.stringify(run), ...(index === 0 ? [] : ['policy'])];
    const child = fork(entry, words, { execArgv: ['--import', 'tsx'], env: { ...process.env, ...servers } });
    const died = once(child, 'exit').then(([code]) => {
      throw new Error(`a worker of the instant run ended with ${code}`);
    });
    died.catch(() => undefined);
    return { child, died, ready: once(child, 'message') };
  });
  const died = Promise.race(started.map((each) => each.died));
  try {
    await Promise.race([Promise.all(started.map(({ ready }) => ready)), died]);
    return await Promise.race([work(started[0]!.child), died]);
  } finally {
    for (const { child } of started) if (child.connected) child.disconnect();
    await Promise.allSettled(started.map((each) => each.died));
  }
}

import type { Worker } from '@temporalio/worker';

/** Serves its queues until it is told to stop; `shutdown` lets what is at work finish. */
export interface RunningWorker {
  run(): Promise<void>;
  shutdown(): void;
}

/** Several workers as one: they end together, whichever of them is told to or fails. */
export function runningWorker(workers: readonly Worker[]): RunningWorker {
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    shutdown,
    async run() {
      const ends = await Promise.allSettled(workers.map((worker) => worker.run().finally(shutdown)));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}

import { Runtime } from '@temporalio/worker';

import { withSecrets } from '../access/secrets.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { connectWorker } from './connect.ts';
import type { RunningWorker } from './running-worker.ts';
import { installTelemetry } from './telemetry.ts';
import { tracingOf } from './tracing.ts';

/** A process loads what its own role needs: one that is started again is waited for. */
const roles = {
  workflow: async () => (await import('./workflow-worker.ts')).workflowWorker,
  policy: async () => (await import('./policy-worker.ts')).policyWorker,
} as const;

/**
 * `node --import tsx workers/main.ts workflow|policy`: one worker process, until SIGINT or SIGTERM, or until the process that
 * started it with an IPC channel is gone.
 */
async function main(role: string | undefined): Promise<void> {
  if (role !== 'workflow' && role !== 'policy') {
    throw new Error(`the role of a worker must be one of: ${Object.keys(roles).join(', ')} (got "${role ?? ''}")`);
  }
  const owned = process.connected;
  const environment = withSecrets(process.env);
  installTelemetry(environment);
  const tracing = await tracingOf(environment, role, (what) => Runtime.instance().logger.warn(what));
  const connected = await connectWorker(environment);
  try {
    const store = await openStore(storeConnection(environment));
    const workerOf = await roles[role]();
    const worker = await workerOf(connected, store, environment, tracing);
    process.stdout.write(`${role} worker ready\n`);
    if (owned && !process.connected) return;
    await runUntilOrphaned(worker);
  } finally {
    await connected.connection.close();
    await tracing.sent();
  }
}

async function runUntilOrphaned(worker: RunningWorker): Promise<void> {
  const shutdown = (): void => worker.shutdown();
  process.once('disconnect', shutdown);
  try {
    await worker.run();
  } finally {
    process.off('disconnect', shutdown);
  }
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

import { DefaultLogger, Runtime } from '@temporalio/worker';

import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { connectWorker } from './connect.ts';
import { policyWorker } from './policy-worker.ts';
import { workflowWorker } from './workflow-worker.ts';

const roles = { workflow: workflowWorker, policy: policyWorker } as const;

/** `node --import tsx workers/main.ts workflow|policy`: one worker process, until SIGINT or SIGTERM. */
async function main(role: string | undefined): Promise<void> {
  if (role !== 'workflow' && role !== 'policy') {
    throw new Error(`the role of a worker must be one of: ${Object.keys(roles).join(', ')} (got "${role ?? ''}")`);
  }
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const connected = await connectWorker(process.env);
  try {
    const store = await openStore(storeConnection(process.env));
    const worker = await roles[role](connected, store);
    process.stdout.write(`${role} worker ready\n`);
    await worker.run();
  } finally {
    await connected.connection.close();
  }
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

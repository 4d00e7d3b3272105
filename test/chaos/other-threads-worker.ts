/**
 * A policy worker whose engine computes with another thread count than the run's spec says, so that it rounds otherwise: what a worker on
 * another kind of machine is. All else is as in `workers/main.ts`. The count is CHAOS_THREADS.
 */
import { DefaultLogger, Runtime } from '@temporalio/worker';

import { storeConnection } from '../../store/connection.ts';
import { openStore, type ObjectRef, type ObjectStore } from '../../store/objects.ts';
import { connectWorker } from '../../workers/connect.ts';
import { policyWorker } from '../../workers/policy-worker.ts';

const isSpec = (value: unknown): value is { threads: number } =>
  typeof value === 'object' && value !== null && 'threads' in value;

/** The same store, in which specs state another thread count. */
function withThreads(store: ObjectStore, threads: number): ObjectStore {
  return {
    ...store,
    async getJson<T>(ref: ObjectRef) {
      const value = await store.getJson<T>(ref);
      return isSpec(value) ? { ...value, threads } : value;
    },
  };
}

Runtime.install({ logger: new DefaultLogger('WARN') });
const connected = await connectWorker(process.env);
const store = withThreads(await openStore(storeConnection(process.env)), Number(process.env['CHAOS_THREADS']));
const worker = await policyWorker(connected, store);
process.stdout.write('policy worker ready\n');
process.once('disconnect', () => worker.shutdown());
await worker.run();
await connected.connection.close();

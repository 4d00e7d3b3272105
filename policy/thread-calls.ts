import type { Worker } from 'node:worker_threads';
import { PolicyError } from './errors.ts';
import type { Policy } from './port.ts';
import { readyId, unpackError } from './thread-protocol.ts';
import type { PolicyCall, PolicyMethod, PolicyReply } from './thread-protocol.ts';

type Result<Name extends PolicyMethod> = Awaited<ReturnType<Policy[Name]>>;

/** The owner's end of a policy's thread. */
export interface ThreadCalls {
  /** Fulfilled when the thread takes calls, rejected where it could not make its policy. */
  readonly ready: Promise<void>;
  call<Name extends PolicyMethod>(name: Name, ...args: Parameters<Policy[Name]>): Promise<Result<Name>>;
  /** After the calls before it; harmless on a thread that has ended. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Matches a thread's replies to its calls. Where the thread ends, what is pending and every later call is rejected. */
export function callsTo(worker: Worker): ThreadCalls {
  const pending = new Map<number, Pending>();
  let ended: Error | undefined;
  let lastId = readyId;

  const replyTo = <Value>(id: number): Promise<Value> =>
    new Promise((resolve, reject) => pending.set(id, { resolve: resolve as Pending['resolve'], reject }));
  const end = (why: string): void => {
    ended ??= new PolicyError('PolicyThreadEnded', `The policy's thread ended (${why}): start another policy.`);
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };

  worker.on('message', (reply: PolicyReply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if ('error' in reply) waiting?.reject(unpackError(reply.error));
    else waiting?.resolve(reply.result);
  });
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => end(`exit code ${code}`));

  async function call<Name extends PolicyMethod>(name: Name, ...args: Parameters<Policy[Name]>): Promise<Result<Name>> {
    if (ended !== undefined) throw ended;
    lastId += 1;
    worker.postMessage({ id: lastId, method: name, arguments: args } satisfies PolicyCall);
    return await replyTo<Result<Name>>(lastId);
  }

  return {
    ready: replyTo(readyId),
    call,
    async close() {
      if (ended !== undefined) return;
      const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const closed = call('close');
      ended = new PolicyError('PolicyThreadEnded', 'The policy is closed.');
      await closed;
      await exit;
    },
  };
}

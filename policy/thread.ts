/** The thread that a policy runs in: it answers one call after the other. A call blocks this event loop, not its owner's. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEnginePolicy } from './engine-policy.ts';
import type { EnginePolicySettings } from './engine-policy.ts';
import type { Policy } from './port.ts';
import { packError, readyId } from './thread-protocol.ts';
import type { PolicyCall, PolicyReply } from './thread-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('policy/thread.ts runs as a worker thread only');

const reply = (message: PolicyReply): void => port.postMessage(message, bytesToMove(message));

async function answer(policy: Policy, call: PolicyCall): Promise<PolicyReply> {
  try {
    const method = policy[call.method] as (...args: readonly unknown[]) => Promise<unknown>;
    return { id: call.id, result: await method(...call.arguments) };
  } catch (error) {
    return { id: call.id, error: packError(error) };
  }
}

/** Files of a snapshot are made for the reply, so they move to the owner without a copy. */
function bytesToMove(message: PolicyReply): ArrayBuffer[] {
  const result = 'result' in message ? message.result : undefined;
  if (typeof result !== 'object' || result === null) return [];
  return Object.values(result).flatMap((value) =>
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}

try {
  const policy = await createEnginePolicy(workerData as EnginePolicySettings);
  let previous = Promise.resolve();
  port.on('message', (call: PolicyCall) => {
    previous = previous.then(async () => {
      reply(await answer(policy, call));
      if (call.method === 'close') port.close();
    });
  });
  reply({ id: readyId, result: undefined });
} catch (error) {
  reply({ id: readyId, error: packError(error) });
}

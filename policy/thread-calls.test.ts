import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { callsTo } from './thread-calls.ts';

const threadOf = (code: string): Worker =>
  new Worker(`const { parentPort: port } = require('node:worker_threads');${code}`, { eval: true });
const ready = 'port.postMessage({ id: 0 });';

test.each([
  ['exits', 'process.exit(3)', /thread ended \(exit code 3\)/],
  ['throws', "throw new Error('out of memory')", /thread ended \(out of memory\)/],
])('a thread that %s rejects what is pending and what comes later', async (_, death, message) => {
  const thread = callsTo(
    threadOf(`${ready} let calls = 0; port.on('message', () => { if (++calls === 2) ${death} });`),
  );
  await thread.ready;
  const pending = await Promise.allSettled([thread.call('digest'), thread.call('digest')]);
  for (const call of [...pending, ...(await Promise.allSettled([thread.call('snapshot')]))])
    expect(call).toMatchObject({
      status: 'rejected',
      reason: { name: 'PolicyThreadEnded', message: expect.stringMatching(message) },
    });
  await thread.close();
});

test('a thread that ends before it is ready says so', async () => {
  await expect(callsTo(threadOf('process.exit(1)')).ready).rejects.toThrow(/exit code 1/);
});

test('an argument that cannot be sent fails its own call only', async () => {
  const echo =
    "port.on('message', ({ id }) => { port.postMessage({ id, result: 'x' }); if (id === 3) process.exit(0); });";
  const thread = callsTo(threadOf(ready + echo));
  await thread.ready;
  await expect(thread.call('setReference', (() => {}) as unknown as Uint8Array)).rejects.toThrow(/could not be cloned/);
  expect(await thread.call('digest')).toBe('x');
  await thread.close();
});

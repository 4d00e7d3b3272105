import { Worker } from 'node:worker_threads';
import type { EnginePolicySettings } from './engine-policy.ts';
import type { Policy } from './port.ts';
import { callsTo } from './thread-calls.ts';
import { answerTokensOf, loadTokenizer, readAnyText } from './tokenizer.ts';

/** TypeScript is run by tsx, which `--import tsx` starts in main threads only: a thread registers it by its API. */
const registerTsx = `data:text/javascript,import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register();`;

/**
 * The embedded policy, in a thread of its own so that the owner's event loop (heartbeats) stays free. Calls are
 * answered one at a time, in the order made. Errors arrive with the name and message they had in the thread; if the
 * thread itself ends, what is pending and every later call fails with `PolicyThreadEnded`. `close` lets the calls
 * before it finish. Until a snapshot is restored, the weights are those of seed 0.
 */
export async function createOnnxPolicy(settings: EnginePolicySettings): Promise<Policy> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: settings,
    execArgv: ['--import', registerTsx],
  });
  const thread = callsTo(worker);
  await thread.ready;
  const tokenizer = loadTokenizer(settings.tokenizerJson);
  return {
    answerTokens: answerTokensOf(tokenizer),
    read: (text) => readAnyText(tokenizer, settings.config.maxPromptTokens, text),
    sample: (groups, options) => thread.call('sample', groups, options),
    logProbabilities: (groups, by) => thread.call('logProbabilities', groups, by),
    update: (groups, objective) => thread.call('update', groups, objective),
    snapshot: () => thread.call('snapshot'),
    restore: (snapshot) => thread.call('restore', snapshot),
    setReference: (weights) => thread.call('setReference', weights),
    digest: () => thread.call('digest'),
    rounding: () => thread.call('rounding'),
    close: () => thread.close(),
  };
}

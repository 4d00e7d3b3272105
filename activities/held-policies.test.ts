import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, onTestFinished, test } from 'vitest';

import type { ComputesOn } from '../policy/computes-on.ts';
import { cpu } from '../policy/device.ts';
import { openAiDouble } from '../policy/openai/double/server.ts';
import { serverDouble } from '../policy/tinker/double/server.ts';
import { memoryBucket } from '../store/memory-bucket.ts';
import { storeIn } from '../store/objects.ts';
import { HeldPolicies } from './held-policies.ts';
import { policyAsked } from './policy-asked.ts';

const projectFolder = new URL('../', import.meta.url);

/** A server that does not answer the first question that it is asked. */
interface Silent {
  readonly base: string;
  readonly computesOn: ComputesOn;
  readonly asked: () => number;
}

async function silentTinker(): Promise<Silent> {
  const double = await serverDouble();
  onTestFinished(() => double.close());
  double.fail('asample', 'silence');
  const asked = (): number => double.requests.filter((path) => path === 'asample').length;
  return { base: 'policy/base/tinker-tiny', computesOn: { device: cpu, server: double }, asked };
}

async function silentOpenAi(): Promise<Silent> {
  const double = await openAiDouble({ prompt: () => undefined });
  onTestFinished(() => double.close());
  double.fail('silence');
  const chatServer = { url: double.url, inFlight: 4 };
  return {
    base: 'policy/base/openai-tiny',
    computesOn: { device: cpu, chatServer },
    asked: () => double.requests.length,
  };
}

test.each([
  ['Tinker', silentTinker],
  ['OpenAI', silentOpenAi],
])('an activity that is cancelled leaves a silent %s server and frees the device', async (_, silent) => {
  const { base, computesOn, asked } = await silent();
  const store = storeIn(memoryBucket(Date.now));
  const held = new HeldPolicies(store, computesOn, projectFolder);
  onTestFinished(() => held.close());
  const { run, version } = await policyAsked({ base, threads: 1 }, store, projectFolder);
  const activity = () => new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const question = { prompt: { image: new Uint8Array(), text: 'Is it red?' }, seeds: [1] };
  const answer = () =>
    held.use(run, version, ({ policy }) =>
      policy.sample([question], { temperature: 1, maxAnswerTokens: 4, anyText: true }),
    );

  const waits = activity();
  const given = waits.run(answer).catch((error: Error) => error);
  const next = activity().run(answer);
  await expect.poll(asked, { timeout: 20_000 }).toBe(1);
  waits.cancel('CANCELLED');
  expect(await given).toMatchObject({ name: 'CancelledFailure' });
  expect(await next).toHaveLength(1);
});

import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';

import { grpoObjective } from '../model/small-case.ts';
import { openAiDouble, type ChatRequest, type DoubleSettings, type OpenAiDouble } from '../openai/double/server.ts';
import type { Policy } from '../port.ts';
import { smallServed } from './served-case.ts';
import type { ServedConfig } from './served-config.ts';
import { createServedPolicy } from './served-policy.ts';
import { servedPrompts } from './served-prompts.ts';
import { servedSnapshot } from './served-snapshot.ts';

const image = await sharp({ create: { width: 56, height: 84, channels: 3, background: 'white' } })
  .png()
  .toBuffer();
const prompt = { image, text: 'Which line is red?' };
const options = { temperature: 1, maxAnswerTokens: 8, anyText: true };
/** What the model reads of `prompt`, as the golden cases have it counted. */
const read = servedPrompts(smallServed.config, smallServed.tokenizerJson).of(image, prompt.text, true).tokens!;

async function made(
  settings: DoubleSettings = {},
  changes: Partial<ServedConfig> = {},
): Promise<[Policy, OpenAiDouble]> {
  const double = await openAiDouble({ prompt: () => read, ...settings });
  const policy = createServedPolicy({
    config: { ...smallServed.config, ...changes },
    tokenizerJson: smallServed.tokenizerJson,
    server: { url: double.url, inFlight: 4 },
    patience: { tries: 2, seconds: 1 },
  });
  onTestFinished(async () => {
    await policy.close();
    await double.close();
  });
  return [policy, double];
}

/** What the server tells of the first answer. */
async function servedOf(policy: Policy, ...seeds: number[]) {
  const [answers] = await policy.sample([{ prompt, seeds: seeds.length > 0 ? seeds : [3] }], options);
  return answers![0]!.served;
}

test('answers come with what the server tells of them', async () => {
  const [policy] = await made();
  expect(await policy.sample([{ prompt, seeds: [3, 9] }], options)).toEqual([
    [
      {
        text: 'seed 3',
        tokens: [],
        logProbabilities: [],
        truncated: false,
        served: { answerTokens: 2, promptTokens: read, logProbability: -0.8 },
      },
      expect.objectContaining({
        text: 'seed 4',
        served: { answerTokens: 2, promptTokens: read, logProbability: -0.9 },
      }),
    ],
  ]);
});

test('a server without log-probabilities is said to lack them, and where they are not asked for nothing is said', async () => {
  const [lacking] = await made({ form: 'transformers' });
  expect(await servedOf(lacking)).toEqual({ answerTokens: 2, promptTokens: read, logProbability: null });
  const [unasked] = await made({}, { logProbabilities: false });
  expect(await servedOf(unasked)).toEqual({ answerTokens: 2, promptTokens: read });
});

test('tokens that the server does not tell are counted by the tokenizer, or not at all', async () => {
  const [policy] = await made({}, { logProbabilities: false });
  const prompts = servedPrompts(smallServed.config, smallServed.tokenizerJson);
  expect(await servedOf(policy, 3, 9)).toMatchObject({ answerTokens: prompts.count('seed 3') });
  const [blind] = await made({}, { logProbabilities: false, text: null, chatTemplate: null });
  await expect(blind.sample([{ prompt, seeds: [3, 9] }], options)).rejects.toThrow('does not say how many tokens');
});

test('a server that reads other tokens than the files of the policy is refused', async () => {
  const [policy] = await made({ prompt: () => read + 1 });
  await expect(policy.sample([{ prompt, seeds: [3] }], options)).rejects.toMatchObject({
    name: 'PolicyServerRefused',
    message: expect.stringContaining(`reads ${read + 1} tokens where ${read} are expected`),
  });
});

test('what fails for good ends the sample, and what was still to be asked is not', async () => {
  const [policy, double] = await made({ takes: 20 });
  double.fail({ status: 400, body: { error: { message: 'no pictures' } } });
  const groups = Array.from({ length: 40 }, (_, seed) => ({ prompt, seeds: [seed] }));
  await expect(policy.sample(groups, options)).rejects.toMatchObject({
    name: 'PolicyServerRefused',
    message: expect.stringContaining('400: no pictures'),
  });
  expect(double.requests.length).toBeLessThan(groups.length);
});

test('a server that stays away is one to wait for', async () => {
  const [policy, double] = await made();
  await double.close();
  await expect(policy.sample([{ prompt, seeds: [3] }], options)).rejects.toMatchObject({
    name: 'PolicyServerUnavailable',
  });
});

test('seeds have 31 bits', async () => {
  const [policy, { requests }] = await made();
  await policy.sample([{ prompt, seeds: [2 ** 32 - 1] }], options);
  expect(requests.map(({ seed }: ChatRequest) => seed)).toEqual([2 ** 31 - 1]);
});

test('its version is the configuration, and it cannot be trained', async () => {
  const [policy] = await made();
  const snapshot = servedSnapshot(smallServed.config);
  await policy.restore(snapshot);
  expect(await policy.snapshot()).toEqual(snapshot);
  const other = servedSnapshot({ ...smallServed.config, model: 'other' });
  await expect(policy.restore(other)).rejects.toThrow('none of the policy tiny-qwen2.5-vl on an OpenAI server');
  await expect(policy.update([], grpoObjective())).rejects.toThrow('A policy on an OpenAI server cannot be trained.');
  expect(() => policy.answerTokens('yes')).toThrow('learns from no answers');
  await expect(policy.logProbabilities([])).rejects.toThrow('gives no log-probabilities of what it did not write');
});

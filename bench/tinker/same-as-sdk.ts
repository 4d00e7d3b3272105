import { spawn } from 'node:child_process';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { TinkerClient } from '../../policy/tinker/client.ts';
import type { Datum, LossOutput } from '../../policy/tinker/messages.ts';
import { encodeForwardBackward } from '../../policy/tinker/protobuf.ts';
import { modelName, pythonOfSkyRl } from './skyrl-server.ts';

const text = (...tokens: number[]) => [{ type: 'encoded_text', tokens } as const];
const ints = (...data: number[]) => ({ dtype: 'int64', data }) as const;
const floats = (...data: number[]) => ({ dtype: 'float32', data }) as const;

/** The same as in sdk.py. */
const supervised: readonly Datum[] = [
  { input: text(5, 6, 7, 8), lossInputs: { target_tokens: ints(6, 7, 8, 9), weights: floats(0, 0, 1, 0.5) } },
  { input: text(9, 8), lossInputs: { target_tokens: ints(8, 7), weights: floats(1, 1) } },
];
const rewarded: readonly Datum[] = [
  {
    input: text(5, 6, 7, 8),
    lossInputs: {
      target_tokens: ints(6, 7, 8, 9),
      logprobs: floats(0, -4, -5, -6.5),
      advantages: floats(0, 1, -1, 0.5),
    },
  },
];
const picture = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const pictured: readonly Datum[] = [
  {
    input: [...text(1, 2), { type: 'image', format: 'png', data: picture, expectedTokens: 3 }, ...text(3)],
    lossInputs: {
      target_tokens: ints(2, 0, 0, 0, 3, 4),
      logprobs: floats(0, 0, 0, 0, -1.5, -2.25),
      advantages: floats(0, 0, 0, 0, 0.1, -0.1),
    },
  },
];
const clip = { clip_low_threshold: 0.8, clip_high_threshold: 1.28 };
const adam = { learningRate: 1e-2, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.01, gradClipNorm: 1 };
const lora = { rank: 8, seed: 3, trainAttention: true, trainMlp: true, trainUnembedding: false };

const bodies = (
  [
    [supervised, { name: 'cross_entropy' }],
    [rewarded, { name: 'ppo', config: clip }],
    [pictured, { name: 'importance_sampling' }],
  ] as const
).map(([data, loss], index) =>
  Buffer.from(encodeForwardBackward({ modelId: 'model_0', seqId: index + 1, data, loss, forwardOnly: false })).toString(
    'base64',
  ),
);

interface OfSdk {
  readonly requests: boolean;
  readonly found: Readonly<Record<string, unknown>>;
}

async function askedBySdk(url: string): Promise<OfSdk> {
  const child = spawn(pythonOfSkyRl(), [fileURLToPath(new URL('sdk.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ url, model: modelName, bodies }));
  const said = await textOf(child.stdout);
  if (said === '') throw new Error('the SDK ended without an answer');
  return JSON.parse(said) as OfSdk;
}

const passed = ({ outputs }: LossOutput) => outputs.map((each) => each['logprobs']);

async function askedByUs(url: string): Promise<OfSdk['found']> {
  const client = await TinkerClient.open({ server: { url } });
  try {
    const model = await client.createModel(modelName, lora);
    const first = passed(await model.forwardBackward(supervised, { name: 'cross_entropy' }));
    const step = await model.optimiserStep(adam);
    const sampledImportance = passed(await model.forwardBackward(rewarded, { name: 'importance_sampling' }));
    await model.optimiserStep(adam);
    const clipped = passed(await model.forwardBackward(rewarded, { name: 'ppo', config: clip }));
    const clippedStep = await model.optimiserStep(adam);
    const forward = passed(await model.forward(supervised, { name: 'cross_entropy' }));
    const from = { path: await model.saveForSampler('sampler') };
    const params = { maxTokens: 6, seed: 11, temperature: 1, stop: [1] };
    const { sequences } = await client.sample(from, text(5, 6, 7), params, { sequences: 2 });
    const prompt = await client.logProbabilities(from, text(5, 6, 7, 8));
    const base = await client.logProbabilities({ baseModel: modelName }, text(5, 6, 7, 8));
    const other = await client.createModel(modelName, lora);
    await other.load(await model.save('state'), { optimiser: true });
    return {
      supervised: first,
      step,
      sampled_importance: sampledImportance,
      clipped,
      clipped_step: clippedStep,
      forward,
      sampled: sequences.map(({ tokens, logProbabilities, stopReason }) => ({
        tokens,
        logprobs: logProbabilities,
        stop: stopReason,
      })),
      prompt,
      base,
      loaded: passed(await other.forwardBackward(supervised, { name: 'cross_entropy' })),
      loaded_step: await other.optimiserStep(adam),
    };
  } finally {
    client.close();
  }
}

/** Sends the same requests through the official SDK and through our client, and says which results are the same to the last bit. */
export async function sameAsSdk(url: string) {
  const sdk = await askedBySdk(url);
  const ours = await askedByUs(url);
  const names = Object.keys(sdk.found);
  const equal = (name: string): boolean =>
    JSON.stringify(sorted(ours[name])) === JSON.stringify(sorted(sdk.found[name]));
  return {
    requestsEqual: sdk.requests,
    resultsEqual: names.filter(equal),
    resultsDifferent: Object.fromEntries(
      names.filter((name) => !equal(name)).map((name) => [name, { sdk: sdk.found[name], ours: ours[name] }]),
    ),
  };
}

/** Metrics in the order of their names. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

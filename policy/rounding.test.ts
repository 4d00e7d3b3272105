import { expect, test } from 'vitest';
import { presetPolicy } from './config.ts';
import { createEngine } from './engine.ts';
import { smallConfig } from './model/small-case.ts';
import { roundingOf } from './rounding.ts';

const tiny = presetPolicy('tiny', 60);

test('an engine rounds as another of its kind', async () => {
  expect(await roundingOf(smallConfig, { threads: 1 })).toBe(await roundingOf(smallConfig, { threads: 1 }));
  expect(await roundingOf(tiny, { threads: 1 })).toBe(await roundingOf(tiny, { threads: 1 }));
});

/** Log-probabilities of answers to another picture than the fixed one. */
async function sampled(threads: number): Promise<string> {
  const engine = await createEngine(tiny, { threads });
  const image = Uint8Array.from({ length: tiny.imageWidth * tiny.imageHeight * 3 }, (_, i) => (i * 31) % 256);
  const requests = [{ image, prompt: [5, 6, 7, 8], seeds: [1, 2, 3] }];
  const answers = await engine.sample(requests, { temperature: 1, maxAnswerTokens: 20, stopTokens: [tiny.endToken] });
  await engine.release();
  return JSON.stringify(answers);
}

test('where other threads give other bits, they show', async () => {
  const [one, two] = [await sampled(1), await sampled(2)];
  const [roundsOne, roundsTwo] = [await roundingOf(tiny, { threads: 1 }), await roundingOf(tiny, { threads: 2 })];
  expect(roundsOne === roundsTwo && one !== two).toBe(false);
});

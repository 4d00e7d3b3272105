import { expect, test } from 'vitest';

import { readCompletion } from './completion.ts';

const choice = (index: number, logprobs: readonly (number | null)[]) => ({
  index,
  message: { content: 'yes' },
  finish_reason: 'stop',
  logprobs: { content: logprobs.map((logprob) => ({ token: 'y', logprob })) },
});

test('an answer with a log-probability that is no number has none, and its tokens are counted all the same', () => {
  const body = { choices: [choice(0, [-0.5, null, -1]), choice(1, [-0.5, -2])] };
  expect(readCompletion(Buffer.from(JSON.stringify(body)))).toMatchObject([
    { logProbabilities: null, tokens: 3 },
    { logProbabilities: [-0.5, -2], tokens: 2 },
  ]);
});

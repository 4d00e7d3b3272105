import { describe, expect, onTestFinished, test } from 'vitest';

import type { ChatQuestion, ChatSampling } from './chat.ts';
import { OpenAiClient, type OpenAiServer } from './client.ts';
import { openAiDouble, type DoubleSettings, type Fault, type OpenAiDouble } from './double/server.ts';
import type { OpenAiError } from './openai-error.ts';

const key = 'sk-canary-of-tests';
const png = Uint8Array.of(1, 2, 3);
const question: ChatQuestion = { model: 'toy', system: null, parts: [{ png }, { text: 'Is it red?' }] };
const sampling: ChatSampling = { temperature: 1, maxTokens: 8, answerLimit: 'max_tokens', logProbabilities: true };

async function opened(settings: DoubleSettings & Partial<OpenAiServer> = {}): Promise<[OpenAiClient, OpenAiDouble]> {
  const double = await openAiDouble(settings);
  const { url = double.url, inFlight = 8 } = settings;
  const client = new OpenAiClient({ url, apiKey: key, inFlight }, { tries: 3, seconds: 1 });
  onTestFinished(async () => {
    client.close();
    await double.close();
  });
  return [client, double];
}

const failureOf = async (work: Promise<unknown>): Promise<OpenAiError> =>
  work.then(
    () => expect.fail('it should have failed'),
    (error: OpenAiError) => error,
  );

describe('what is asked', () => {
  test('a question travels with its picture as a data URL, in the order of its parts, under the key', async () => {
    const [client, { requests, keys }] = await opened();
    await client.answers({ ...question, system: 'Be brief.' }, { ...sampling, topP: 0.9, topK: 4, stop: ['.'] }, [5]);
    expect(requests).toEqual([
      {
        model: 'toy',
        messages: [
          { role: 'system', content: 'Be brief.' },
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
              { type: 'text', text: 'Is it red?' },
            ],
          },
        ],
        max_tokens: 8,
        temperature: 1,
        seed: 5,
        logprobs: true,
        top_p: 0.9,
        top_k: 4,
        stop: ['.'],
      },
    ]);
    expect(keys).toEqual([`Bearer ${key}`]);
  });

  test('a greedy answer is asked for once, without a seed, by the newer name of the limit where that is stated', async () => {
    const [client, { requests }] = await opened();
    const greedy = {
      ...sampling,
      temperature: 0,
      answerLimit: 'max_completion_tokens',
      logProbabilities: false,
    } as const;
    const [first, second] = await client.answers(question, greedy, [5, 6]);
    expect(second).toEqual(first);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ max_completion_tokens: 8, temperature: 0 });
    expect(['seed', 'n', 'logprobs', 'max_tokens'].filter((field) => field in requests[0]!)).toEqual([]);
  });

  test('no more than the limit are under way at once', async () => {
    const [client, { mostAtOnce, requests }] = await opened({ inFlight: 3, takes: 20 });
    await Promise.all(Array.from({ length: 12 }, (_, seed) => client.answers(question, sampling, [seed])));
    expect(mostAtOnce()).toBe(3);
    expect(requests).toHaveLength(12);
  });

  test('what was given up asks nothing more', async () => {
    const [client, { requests }] = await opened({ inFlight: 1, takes: 50 });
    const abort = new AbortController();
    const asked = [1, 2, 3].map((seed) => client.answers(question, sampling, [seed], abort.signal));
    await asked[0];
    abort.abort(new Error('given up'));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(requests.length).toBeLessThan(3);
  });
});

describe.each(['vllm', 'sglang'] as const)('answers of %s', (form) => {
  test('several come at once, in order, each with the log-probabilities of its tokens', async () => {
    const [client, { requests }] = await opened({ form });
    expect(await client.answers(question, sampling, [5, 40])).toEqual([
      { text: 'seed 5', truncated: false, logProbabilities: [-0.5, -0.5], tokens: 2, promptTokens: 7 },
      { text: 'seed 6', truncated: false, logProbabilities: [-0.5, -0.6], tokens: 2, promptTokens: 7 },
    ]);
    expect(requests).toMatchObject([{ n: 2, seed: 5 }]);
  });

  test('without log-probabilities the tokens of one are counted by the server, of several by none', async () => {
    const [client] = await opened({ form });
    const bare = { ...sampling, logProbabilities: false };
    expect(await client.answers(question, bare, [5])).toMatchObject([{ logProbabilities: null, tokens: 2 }]);
    expect(await client.answers(question, bare, [5, 6])).toMatchObject([{ tokens: null }, { tokens: null }]);
  });

  test('one that met the limit says so', async () => {
    const write = () => ({ pieces: ['a'], logProbabilities: [-1], end: 'length' }) as const;
    const [client] = await opened({ form, write });
    expect(await client.answers(question, sampling, [5])).toMatchObject([{ text: 'a', truncated: true }]);
  });
});

test('a server that ignores n is asked for each answer, by its own seed, and gives no log-probabilities', async () => {
  const [client, { requests }] = await opened({ form: 'transformers' });
  expect(await client.answers(question, sampling, [5, 40, 7])).toMatchObject([
    { text: 'seed 5', logProbabilities: null, tokens: 2 },
    { text: 'seed 40' },
    { text: 'seed 7' },
  ]);
  expect(requests.map(({ n, seed }) => [n, seed])).toEqual([
    [3, 5],
    [undefined, 40],
    [undefined, 7],
  ]);
  await client.answers(question, sampling, [1, 2]);
  expect(requests.slice(3).map(({ n, seed }) => [n, seed])).toEqual([
    [undefined, 1],
    [undefined, 2],
  ]);
});

describe('failures', () => {
  const passing: readonly (readonly [string, Fault])[] = [
    ['408', { status: 408 }],
    ['425', { status: 425, headers: { 'retry-after': '0' } }],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0.2' } }],
    ['500', { status: 500, headers: { 'retry-after-ms': '10' } }],
    ['503', { status: 503, headers: { 'retry-after-ms': '10' } }],
    ['an answer that was lost', 'lost answer'],
    ['silence', 'silence'],
  ];
  test.each(passing)('%s: the question is asked again', async (_, fault) => {
    const [client, double] = await opened();
    double.fail(fault);
    expect(await client.answers(question, sampling, [5])).toMatchObject([{ text: 'seed 5' }]);
    expect(double.requests).toHaveLength(2);
  });

  const choices = [{ message: { content: 'a' }, finish_reason: 'stop' }];
  const lasting: readonly (readonly [string, Fault, Partial<OpenAiError>])[] = [
    [
      'too long, of vLLM',
      { status: 400, body: { error: { message: 'longer than the context', type: 'BadRequestError', code: 400 } } },
      {
        reason: 'refused',
        kind: 'permanent',
        status: 400,
        message: expect.stringMatching(/400: longer than the context\.$/),
      },
    ],
    [
      'too long, of SGLang',
      { status: 400, body: { object: 'error', message: 'longer than the context', type: 'BadRequest', code: 400 } },
      { reason: 'refused', message: expect.stringMatching(/400: longer than the context\.$/) },
    ],
    [
      'no such model',
      { status: 404, body: { error: { message: 'no model toy' } } },
      { reason: 'refused', status: 404 },
    ],
    ['422', { status: 422, body: { detail: [{ msg: 'field required' }] } }, { reason: 'refused' }],
    [
      'no JSON',
      { text: '<html>' },
      { reason: 'unreadable', kind: 'permanent', message: expect.stringContaining('it is no JSON') },
    ],
    ['no choices', { text: '{"choices":[]}' }, { reason: 'unreadable', message: expect.stringContaining('choices: ') }],
    [
      'a field of another kind',
      { text: JSON.stringify({ choices, usage: { prompt_tokens: 'many', completion_tokens: 1 } }) },
      { reason: 'unreadable', message: expect.stringContaining('usage.prompt_tokens: ') },
    ],
    [
      'an answer broken off',
      { text: JSON.stringify({ choices: [{ ...choices[0], finish_reason: 'abort' }] }) },
      { reason: 'server', kind: 'transient' },
    ],
  ];
  test.each(lasting)('%s ends at once', async (_, fault, told) => {
    const [client, double] = await opened();
    double.fail(fault);
    expect(await failureOf(client.answers(question, sampling, [5]))).toMatchObject({ name: 'OpenAiError', ...told });
    expect(double.requests).toHaveLength(1);
  });

  test('a server that is silent, busy or not there is given up after the tries', async () => {
    const [client, double] = await opened();
    double.fail('silence', 'silence', 'silence');
    expect(await failureOf(client.answers(question, sampling, [5]))).toMatchObject({
      reason: 'unreachable',
      kind: 'transient',
      message: `The OpenAI server at ${double.url} cannot be reached for chat/completions: no answer in 1 seconds.`,
    });
    const again = { status: 429, headers: { 'retry-after-ms': '5' } };
    double.fail(again, again, again);
    expect(await failureOf(client.answers(question, sampling, [5]))).toMatchObject({
      reason: 'busy',
      kind: 'transient',
    });
    const [away] = await opened({ url: 'http://127.0.0.1:1/v1' });
    expect(await failureOf(away.answers(question, sampling, [5]))).toMatchObject({ reason: 'unreachable' });
  });

  test('the key is in no error, even where the server says it', async () => {
    const [client, double] = await opened();
    double.fail({ status: 401, body: { error: { message: `Incorrect API key provided: ${key}` } } });
    const { message } = await failureOf(client.answers(question, sampling, [5]));
    expect(message).toContain('Incorrect API key provided: ***.');
    expect(message).not.toContain(key);
  });
});

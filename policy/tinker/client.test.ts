import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { TinkerClient, type TinkerClientSettings } from './client.ts';
import { serverDouble, type Fault, type ServerDouble } from './double/server.ts';
import type { Datum } from './messages.ts';
import type { TinkerError } from './tinker-error.ts';

const lora = { rank: 8, seed: 3, trainAttention: true, trainMlp: true, trainUnembedding: false };
const text = (...tokens: number[]) => [{ type: 'encoded_text', tokens } as const];
const adam = { learningRate: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, gradClipNorm: 1 };
const loss = { name: 'importance_sampling' } as const;
const datum = (...tokens: number[]): Datum => ({
  input: text(...tokens),
  lossInputs: {
    target_tokens: { dtype: 'int64', data: tokens.map((token) => token + 1) },
    logprobs: { dtype: 'float32', data: tokens.map(() => -1) },
    advantages: { dtype: 'float32', data: tokens.map(() => 0.5) },
  },
});
const params = { maxTokens: 6, seed: 3, temperature: 1, stop: [1] };

let server: ServerDouble;
beforeAll(async () => {
  server = await serverDouble();
});
afterAll(() => server.close());

async function opened(settings: Partial<TinkerClientSettings> = {}): Promise<TinkerClient> {
  const client = await TinkerClient.open({
    server: { url: server.url },
    patience: { tries: 3, seconds: 5 },
    ...settings,
  });
  onTestFinished(() => client.close());
  return client;
}
const created = async (settings?: Partial<TinkerClientSettings>) => (await opened(settings)).createModel('toy', lora);
const failureOf = async (work: Promise<unknown>): Promise<TinkerError> =>
  work.then(
    () => expect.fail('it should have failed'),
    (error: TinkerError) => error,
  );
const newest = () => server.engine.models.at(-1)!;

describe('status codes', () => {
  const passing: readonly (readonly [string, Fault])[] = [
    ['408', { status: 408 }],
    ['425, of a checkpoint still being written', { status: 425, headers: { 'retry-after': '0' } }],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0.2' } }],
    ['500', { status: 500, headers: { 'retry-after-ms': '10' } }],
    ['503', { status: 503, headers: { 'retry-after-ms': '10' } }],
    ['an answer that was lost', 'lost answer'],
  ];
  test.each(passing)('%s: the request is made again, and the step is applied once', async (_, fault) => {
    const model = await created();
    await model.forwardBackward([datum(5, 6)], loss);
    server.fail('optim_step', fault);
    await model.optimiserStep(adam);
    expect(newest().steps).toBe(1);
  });

  const lasting: readonly (readonly [Fault, Pick<TinkerError, 'reason' | 'kind'>])[] = [
    [
      { status: 400, body: { detail: 'max_tokens is required' } },
      { reason: 'refused', kind: 'permanent' },
    ],
    [{ status: 401 }, { reason: 'refused', kind: 'permanent' }],
    [
      { status: 404, body: { detail: 'Model not found' } },
      { reason: 'gone', kind: 'permanent' },
    ],
    [{ status: 409 }, { reason: 'conflict', kind: 'permanent' }],
    [{ status: 410 }, { reason: 'expired', kind: 'permanent' }],
    [
      { status: 422, body: { detail: [{ msg: 'field required' }] } },
      { reason: 'refused', kind: 'permanent' },
    ],
  ];
  test.each(lasting)('%o ends at once', async (fault, what) => {
    const model = await created();
    server.fail('optim_step', fault);
    const before = server.requests.length;
    const error = await failureOf(model.optimiserStep(adam));
    expect(error).toMatchObject(what);
    expect(error.message).toMatch(/^The Tinker server at http:\S+ answered optim_step with 4\d\d: .+\.$/);
    expect(server.requests.length - before).toBe(1);
  });

  test.each([
    [429, 'busy'],
    [503, 'busy'],
    [502, 'server'],
    [425, 'pending'],
  ] as const)('%i for longer than the patience is transient', async (status, reason) => {
    const model = await created();
    server.fail('optim_step', ...Array.from({ length: 3 }, () => ({ status, headers: { 'retry-after-ms': '5' } })));
    expect(await failureOf(model.optimiserStep(adam))).toMatchObject({ reason, kind: 'transient', status });
  });

  test('a server that is not there, and one that is silent, are transient', async () => {
    const patience = { tries: 2, seconds: 0.2 };
    const nowhere = await failureOf(TinkerClient.open({ server: { url: 'http://127.0.0.1:9' }, patience }));
    expect(nowhere).toMatchObject({ reason: 'unreachable', kind: 'transient', status: undefined });
    const model = await created({ patience });
    server.fail('optim_step', 'silence', 'silence');
    const silent = await failureOf(model.optimiserStep(adam));
    expect(silent).toMatchObject({ reason: 'unreachable', kind: 'transient' });
    expect(silent.message).toContain('no answer in 0.2 seconds');
  });

  test('an opening that a silent server does not answer is given up when it is told to be', async () => {
    const told = new AbortController();
    server.fail('create_session', 'silence');
    const opening = TinkerClient.open({ server: { url: server.url }, signal: told.signal });
    setTimeout(() => told.abort(new Error('enough')), 50);
    await expect(opening).rejects.toThrow('enough');
  });

  test('the key goes with each request and into no error', async () => {
    const model = await created({ server: { url: server.url, apiKey: 'tml-secret' } });
    server.fail('optim_step', { status: 401, body: { detail: 'no key tml-secret' } });
    expect((await failureOf(model.optimiserStep(adam))).message).toContain('no key ***');
    const error = `${'a trace '.repeat(40)}tml-secret${'a trace '.repeat(1e5)}`;
    server.fail('retrieve_future', { status: 200, body: { error, category: 'server' } });
    const { message } = await failureOf(model.optimiserStep(adam));
    expect(message).not.toContain('tml');
    expect(message.length).toBeLessThan(400);
  });
});

describe('results', () => {
  test.each([
    ['408', { status: 408 }],
    ['try again', { status: 200, body: { type: 'try_again', request_id: '0', queue_state: 'active' } }],
    ['a lost answer', 'lost answer'],
    ['silence', 'silence'],
    ['500', { status: 500, headers: { 'retry-after-ms': '5' } }],
  ] as const)('are asked for again after %s', async (_, fault) => {
    const model = await created({ patience: { tries: 3, seconds: 0.3 } });
    server.fail('retrieve_future', fault, fault);
    await model.optimiserStep(adam);
    expect(newest().steps).toBe(1);
  });

  test.each([{ status: 410 }, { status: 404, body: { detail: 'Future not found' } }])(
    'that the server has let go of (%o) are fetched by the same request, which is done once',
    async (fault) => {
      const model = await created();
      server.fail('retrieve_future', fault);
      await model.optimiserStep(adam);
      expect(newest().steps).toBe(1);
    },
  );

  test.each([
    [{ status: 400, body: { detail: 'out of memory' } }, 'failed', 'transient'],
    [{ status: 400, body: { detail: 'Model model_9 not loaded (likely stale)' } }, 'gone', 'permanent'],
    [{ status: 200, body: { error: 'no such loss', category: 'user' } }, 'refused', 'permanent'],
    [{ status: 200, body: { error: 'a node was lost', category: 'server' } }, 'failed', 'transient'],
    [{ status: 200, body: { metrics: { loss: 'much' } } }, 'unreadable', 'permanent'],
  ] as const)('%o is %s', async (fault, reason, kind) => {
    const model = await created();
    server.fail('retrieve_future', fault);
    expect(await failureOf(model.optimiserStep(adam))).toMatchObject({ reason, kind });
  });
});

describe('back-pressure', () => {
  test('a server that says at once that a result is not there is asked now and then', async () => {
    const model = await created();
    const notYet = { status: 200, body: { type: 'try_again', queue_state: 'active' } } as const;
    server.fail('retrieve_future', notYet, notYet, notYet, notYet);
    const began = performance.now();
    await model.optimiserStep(adam);
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test('no more samples than allowed are under way at once', async () => {
    const client = await opened({ inFlight: 3 });
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const drawn = await Promise.all(
      seeds.map((seed) => client.sample({ baseModel: 'toy' }, text(5), { ...params, seed })),
    );
    expect(drawn.map(({ sequences }) => sequences.length)).toEqual(seeds.map(() => 1));
    expect(server.engine.mostSamples).toBe(3);
  });

  test('429 holds back all other requests, too', async () => {
    const client = await opened();
    server.fail('asample', { status: 429, headers: { 'retry-after': '0.5' } });
    const first = client.sample({ baseModel: 'toy' }, text(5), params);
    await expect.poll(() => server.requests.at(-1)).toBe('asample');
    const count = server.requests.length;
    const second = client.weightsInfo('tinker://nowhere/weights/x').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(server.requests).toHaveLength(count);
    await Promise.all([first, second]);
  });
});

describe('a model', () => {
  test('is the one that was asked for, or none', async () => {
    const client = await opened();
    server.fail('retrieve_future', { status: 200, body: { model_id: 'model_9', base_model: 'another' } });
    expect(await failureOf(client.createModel('toy', lora))).toMatchObject({
      reason: 'refused',
      message: 'The Tinker server has the model another and not toy.',
    });
  });

  test('is sampled by name or by saved weights; the seed decides', async () => {
    const client = await opened();
    const model = await client.createModel('toy', lora);
    const path = await model.saveForSampler('first');
    const [of, again] = await Promise.all(
      [1, 2].map(() => client.sample({ path }, text(5, 6), params, { sequences: 2 })),
    );
    expect(of).toEqual(again);
    expect(of!.sequences.map(({ stopReason, tokens }) => [stopReason, tokens.length])).toEqual([
      ['length', 6],
      ['stop', 5],
    ]);
    expect(await client.logProbabilities({ baseModel: 'toy' }, text(5, 6, 7))).toHaveLength(2);
  });

  test('learns from a batch of any size as from one request', async () => {
    const data = Array.from({ length: 7 }, (_, index) => datum(5 + index, 6));
    const learnt = async (bounds: { data: number; bytes: number }) => {
      const model = await created({ bounds });
      const { outputs } = await model.forwardBackward(data, loss);
      await model.optimiserStep(adam);
      return { outputs, weight: newest().weight, next: model.next };
    };
    const whole = await learnt({ data: 100, bytes: 1e6 });
    const pieces = await learnt({ data: 2, bytes: 1e6 });
    expect(pieces.outputs).toEqual(whole.outputs);
    expect(pieces.weight).toBeCloseTo(whole.weight, 6);
    expect([whole.next, pieces.next]).toEqual([3, 6]);
  });

  test('asked the same again under the same numbers does nothing twice; asked something else it refuses', async () => {
    const model = await created();
    const update = async (tokens: number[]) => {
      const { outputs } = await model.forwardBackward([datum(...tokens)], loss);
      return { outputs, metrics: await model.optimiserStep(adam), path: await model.saveForSampler('one') };
    };
    const first = await update([5, 6]);
    const { weight } = newest();
    model.rewind(1);
    expect(await update([5, 6])).toEqual(first);
    expect(newest()).toMatchObject({ steps: 1, weight });
    model.rewind(1);
    expect(await failureOf(update([5, 7]))).toMatchObject({ reason: 'conflict', kind: 'permanent' });
  });

  test('goes on from where another was saved, with its optimiser', async () => {
    const client = await opened();
    const model = await client.createModel('toy', lora);
    const train = async (each: typeof model) => {
      await each.forwardBackward([datum(5, 6)], loss);
      await each.optimiserStep(adam);
    };
    await train(model);
    const path = await model.save('after-one');
    expect(await client.weightsInfo(path)).toEqual({ baseModel: 'toy', loraRank: 8 });
    await train(model);
    const other = await client.createModel('toy', { ...lora, seed: 9 });
    await other.load(path, { optimiser: true });
    await train(other);
    const [a, b] = server.engine.models.slice(-2);
    expect(b).toMatchObject({ weight: a!.weight, moment: a!.moment });
    await model.unload();
    expect(await failureOf(train(model))).toMatchObject({ reason: 'gone' });
  });

  test('a pass without gradient leaves it as it is', async () => {
    const model = await created();
    await model.forward([datum(5, 6)], loss);
    expect(newest().gradient).toBe(0);
  });
});

test('a session says that it lives', async () => {
  const before = server.engine.heartbeats;
  await opened({ heartbeat: 0.02 });
  await expect.poll(() => server.engine.heartbeats).toBeGreaterThan(before + 2);
});

test('what is under way ends when the session is closed', async () => {
  const client = await opened();
  server.fail('asample', 'silence');
  const waiting = client.sample({ baseModel: 'toy' }, text(5), params);
  await expect.poll(() => server.requests.at(-1)).toBe('asample');
  client.close();
  await expect(waiting).rejects.toThrow('the Tinker session is closed');
});

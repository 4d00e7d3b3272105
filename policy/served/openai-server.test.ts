import { expect, test } from 'vitest';

import { openAiServerOf } from './openai-server.ts';

const url = 'http://127.0.0.1:8000/v1';

test('a server is what the environment names, with its key and how much it may be given at once', () => {
  expect(openAiServerOf({})).toBeUndefined();
  expect(openAiServerOf({ OPENAI_API_KEY: 'sk' })).toBeUndefined();
  expect(openAiServerOf({ OPENAI_BASE_URL: url })).toEqual({ url, inFlight: 16 });
  expect(openAiServerOf({ OPENAI_BASE_URL: url, OPENAI_IN_FLIGHT: '' })).toEqual({ url, inFlight: 16 });
  expect(openAiServerOf({ OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk', OPENAI_IN_FLIGHT: '4' })).toEqual({
    url,
    apiKey: 'sk',
    inFlight: 4,
  });
});

test.each([
  [{ OPENAI_BASE_URL: 'localhost:8000' }, 'OPENAI_BASE_URL must be as http://host:port/v1 (got "localhost:8000").'],
  [
    { OPENAI_BASE_URL: 'http://me:sk-secret@host/v1' },
    'OPENAI_BASE_URL must be an address alone, as http://host:port/v1: no key is in it, OPENAI_API_KEY holds that.',
  ],
  [{ OPENAI_BASE_URL: url, OPENAI_IN_FLIGHT: '0' }, 'OPENAI_IN_FLIGHT must be a number of 1 to 9999 (got "0").'],
  [{ OPENAI_BASE_URL: url, OPENAI_IN_FLIGHT: 'many' }, 'OPENAI_IN_FLIGHT must be a number of 1 to 9999 (got "many").'],
])('%o is refused', (environment, message) => {
  expect(() => openAiServerOf(environment)).toThrow(expect.objectContaining({ name: 'PolicyServerRefused', message }));
});

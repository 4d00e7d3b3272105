import { expect, test } from 'vitest';

import { tinkerServerOf } from './tinker-server.ts';

const url = 'https://host/services/tinker';

test('a server is what the environment names, with its key', () => {
  expect(tinkerServerOf({ TINKER_API_KEY: 'tml' })).toBeUndefined();
  expect(tinkerServerOf({ TINKER_BASE_URL: url, TINKER_API_KEY: 'tml' })).toEqual({ url, apiKey: 'tml' });
});

test.each(['http://me:tml-secret@host', 'me:tml-secret@host', 'http://host?key=tml-secret', 'http://host#tml-secret'])(
  'a key in the address %j is refused, and in no error',
  (given) => {
    expect(() => tinkerServerOf({ TINKER_BASE_URL: given })).toThrow(
      expect.objectContaining({
        name: 'PolicyServerRefused',
        message:
          'TINKER_BASE_URL must be an address alone, as http://host:port: no key is in it, TINKER_API_KEY holds that.',
      }),
    );
  },
);

test('what is no address is refused', () => {
  expect(() => tinkerServerOf({ TINKER_BASE_URL: 'localhost:8000' })).toThrow(
    'TINKER_BASE_URL must be as http://host:port (got "localhost:8000").',
  );
});

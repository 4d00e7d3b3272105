import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { temporalProfile } from './temporal-profile.ts';

let folder: string;
const secret = 'canary-api-key';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An environment without what this machine's own would say. */
const environment = (given: Readonly<Record<string, string>>) => ({ HOME: folder, ...given });

function profileFile(text: string, mode = 0o600): string {
  const path = join(folder, `profile-${mode.toString(8)}.toml`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function refusal(given: Readonly<Record<string, string>>): string {
  const { name, message } = failureOf(given);
  expect(name).toBe('NoAccess');
  expect(message).not.toContain(secret);
  return message;
}

function failureOf(given: Readonly<Record<string, string>>): Error {
  try {
    temporalProfile(environment(given));
  } catch (error) {
    return error as Error;
  }
  return expect.fail('it was not refused');
}

test('where nothing is said Temporal is on this machine, in the clear', () => {
  const { address, namespace, connectionOptions } = temporalProfile(environment({ TEMPORAL_API_KEY: '' }));
  expect({ address, namespace }).toEqual({ address: 'localhost:7233', namespace: 'default' });
  expect(connectionOptions).toEqual({ address: undefined, apiKey: undefined, tls: undefined, metadata: undefined });
});

test('an API key brings TLS with it, without the line end that a variable may have', () => {
  const given = { TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_NAMESPACE: 'ours', TEMPORAL_API_KEY: `${secret}\n` };
  expect(temporalProfile(environment(given))).toMatchObject({
    address: 'cloud:7233',
    namespace: 'ours',
    connectionOptions: { address: 'cloud:7233', tls: true, apiKey: secret },
  });
});

test('an API key does not travel in the clear, but on this machine', () => {
  const plain = { TEMPORAL_API_KEY: secret, TEMPORAL_TLS: 'false' };
  expect(refusal({ ...plain, TEMPORAL_ADDRESS: 'cloud:7233' })).toBe(
    'TEMPORAL_API_KEY would travel to cloud:7233 in the clear: leave TLS on',
  );
  expect(refusal({ ...plain, TEMPORAL_ADDRESS: '127.0.0.1.evil.example:7233' })).toContain('in the clear');
  expect(temporalProfile(environment({ ...plain, TEMPORAL_ADDRESS: '127.0.0.1:7233' })).connectionOptions.tls).toBe(
    false,
  );
});

test.each([
  ['a key of two words', { TEMPORAL_API_KEY: `${secret} ${secret}` }, 'TEMPORAL_API_KEY is no API key'],
  ['a key of two lines', { TEMPORAL_API_KEY: `${secret}\n${secret}` }, 'TEMPORAL_API_KEY is no API key'],
  ['a key in letters that no header takes', { TEMPORAL_API_KEY: `${secret}é` }, 'TEMPORAL_API_KEY is no API key'],
  ['a header of two lines', { TEMPORAL_GRPC_META_TOKEN: `${secret}\n` }, 'the header token of the Temporal profile'],
  ['an address with a password', { TEMPORAL_ADDRESS: `user:${secret}@host:7233` }, 'TEMPORAL_ADDRESS must be'],
  ['a file that is not there', { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/no/ca.pem' }, 'cannot be read: ENOENT'],
  ['a profile that is not there', { TEMPORAL_PROFILE: 'other' }, "cannot be read: Profile 'other' not found"],
])('%s is refused and not told', (_, given, message) => {
  expect(refusal(given)).toContain(message);
});

test('a profile file that is no TOML is refused by its first line, which tells nothing that it keeps', () => {
  const file = profileFile(`[profile.default]\napi_key = "${secret}" and more\n`);
  expect(refusal({ TEMPORAL_CONFIG_FILE: file })).toBe(
    'the Temporal profile cannot be read: Invalid TOML document: each key-value declaration must be followed by an end-of-line',
  );
});

test('a profile file with a key is its owner’s alone; one without may be read by all', () => {
  const text = `[profile.default]\naddress = "cloud:7233"\n`;
  const open = profileFile(text, 0o644);
  expect(temporalProfile(environment({ TEMPORAL_CONFIG_FILE: open })).address).toBe('cloud:7233');
  const keyed = profileFile(`${text}api_key = "${secret}"\n`, 0o644);
  expect(refusal({ TEMPORAL_CONFIG_FILE: keyed })).toBe(
    `the Temporal profile: ${keyed} may be read by others (mode 644): chmod 600 ${keyed}`,
  );
  chmodSync(keyed, 0o600);
  expect(temporalProfile(environment({ TEMPORAL_CONFIG_FILE: keyed })).connectionOptions.apiKey).toBe(secret);
});

test('the key of a client certificate is its owner’s alone', () => {
  const [cert, key] = [profileFile('certificate', 0o644), profileFile(secret, 0o640)];
  const given = { TEMPORAL_TLS_CLIENT_CERT_PATH: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key };
  expect(refusal(given)).toBe(
    `TEMPORAL_TLS_CLIENT_KEY_PATH: ${key} may be read by others (mode 640): chmod 600 ${key}`,
  );
});

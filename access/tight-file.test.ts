import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { withoutSecrets, withSecrets } from './secrets.ts';
import { readTightFile } from './tight-file.ts';

let folder: string;
const secret = 'canary-in-a-file';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tight-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function keyFile(mode: number, text = `${secret}\n`): string {
  const path = join(folder, `key-${mode.toString(8)}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function refusal(work: () => unknown): string {
  const { name, message } = failureOf(work);
  expect(name).toBe('NoAccess');
  expect(message).not.toContain(secret);
  return message;
}

function failureOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  return expect.fail('it was not refused');
}

test.each([0o600, 0o400, 0o700])('a file of mode %o is read', (mode) => {
  expect(readTightFile(keyFile(mode), 'KEY_FILE')).toBe(`${secret}\n`);
});

test.each([0o604, 0o640, 0o644, 0o620, 0o602, 0o666, 0o610, 0o601])('a file of mode %o is refused', (mode) => {
  const path = keyFile(mode);
  expect(refusal(() => readTightFile(path, 'KEY_FILE'))).toBe(
    `KEY_FILE: ${path} may be read by others (mode ${mode.toString(8)}): chmod 600 ${path}`,
  );
});

test('a link is judged by what it leads to', () => {
  const link = join(folder, 'link');
  symlinkSync(keyFile(0o644), link);
  expect(refusal(() => readTightFile(link, 'KEY_FILE'))).toContain('may be read by others (mode 644)');
});

test('what is not there, no file or a book is refused in a sentence', () => {
  expect(refusal(() => readTightFile(join(folder, 'none'), 'KEY_FILE'))).toMatch(/^KEY_FILE: there is no file .*none$/);
  expect(refusal(() => readTightFile(folder, 'KEY_FILE'))).toBe(`KEY_FILE: ${folder} is no file`);
  const large = keyFile(0o600);
  truncateSync(large, 2 ** 40);
  expect(refusal(() => readTightFile(large, 'KEY_FILE'))).toContain('has 1099511627776 bytes; at most 65536 are read');
});

test('a secret is taken from the file that the environment names, without the line end', () => {
  const file = keyFile(0o600);
  expect(withSecrets({ MINIO_SECRET_KEY_FILE: file, MINIO_ENDPOINT: 'http://store' })).toEqual({
    MINIO_SECRET_KEY: secret,
    MINIO_ENDPOINT: 'http://store',
  });
  expect(withSecrets({ HF_TOKEN: 'hf_given', HF_TOKEN_FILE: '' })).toEqual({ HF_TOKEN: 'hf_given', HF_TOKEN_FILE: '' });
});

test('a secret that is given both ways or is empty is refused', () => {
  const file = keyFile(0o600);
  expect(refusal(() => withSecrets({ HF_TOKEN: secret, HF_TOKEN_FILE: file }))).toBe(
    'HF_TOKEN and HF_TOKEN_FILE are both set: one of them is enough',
  );
  const empty = keyFile(0o400, ' \n');
  expect(refusal(() => withSecrets({ HF_TOKEN_FILE: empty }))).toBe(`HF_TOKEN_FILE: ${empty} is empty`);
});

test('a process that needs no secret is given none', () => {
  const given = { MINIO_ACCESS_KEY: secret, MINIO_SECRET_KEY: secret, TEMPORAL_API_KEY_FILE: 'key', HF_TOKEN: secret };
  expect(withoutSecrets({ ...given, PATH: '/bin' })).toEqual({ PATH: '/bin' });
});

test('a pipe in place of a secret is refused, not waited for', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', ['-m', '600', pipe]);
  expect(refusal(() => readTightFile(pipe, 'KEY_FILE'))).toBe(`KEY_FILE: ${pipe} is no file`);
});

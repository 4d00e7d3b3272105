import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { commandLine } from './command-line.ts';

test('keys are in a file and a folder that are their owner’s alone; one more leaves those before it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'codec-key-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folder = join(root, 'made/here');
  const file = join(folder, 'keys.json');
  const made = async (): Promise<string> => {
    const { status, out } = await commandLine(['codec-key', '--file', file]);
    expect(status).toBe(0);
    return out.split(':')[0]!;
  };
  const ids = [await made(), await made()];
  const modes = [join(root, 'made'), folder, file].map(async (path) => (await stat(path)).mode & 0o777);
  expect(await Promise.all(modes)).toEqual([0o700, 0o700, 0o600]);
  const { current, keys } = JSON.parse(await readFile(file, 'utf8')) as { current: string; keys: object };
  expect([current, Object.keys(keys)]).toEqual([ids[1], ids]);
});

test('a file that is none of keys is named, and left as it is', async () => {
  const root = await mkdtemp(join(tmpdir(), 'codec-key-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const file = join(root, 'keys.json');
  await writeFile(file, '{}', { mode: 0o600 });
  const { status, err } = await commandLine(['codec-key', '--file', file]);
  expect(status).toBe(1);
  expect(err).toContain(`--file: ${file} must be {"current": <id>, "keys"`);
  expect(await readFile(file, 'utf8')).toBe('{}');
});

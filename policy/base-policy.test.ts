import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBasePolicy, writeBasePolicy } from './base-policy.ts';
import { initialSnapshot, snapshotDigest } from './checkpoint.ts';
import { presetPolicy } from './config.ts';
import { tokenizerJson } from './tokenizer.ts';

const config = { ...presetPolicy('tiny', 5), width: 8, heads: 2, patchHidden: 8, mlpHidden: 8 };
const base = {
  config,
  tokenizerJson: JSON.stringify(tokenizerJson(['yes', 'no'])),
  snapshot: initialSnapshot(config, 1),
};
let root: string;
const folder = (name: string): URL => pathToFileURL(join(root, name, '/'));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'base-policy-'));
});
afterAll(() => rm(root, { recursive: true }));

test('a base policy is read as it was written, its optimiser fresh', async () => {
  await writeBasePolicy(folder('good'), base);
  expect(await readBasePolicy(folder('good'))).toEqual({ ...base, digest: snapshotDigest(base.snapshot) });
});

test.each([
  ['weights.safetensors', undefined, /weights.safetensors is missing/],
  ['weights.safetensors', 'nonsense', /cannot be used: Not a safetensors file/],
  ['tokenizer.json', '{}', /cannot be used: Not a tokenizer.json/],
  ['tokenizer.json', JSON.stringify(tokenizerJson(['yes'])), /has 4 tokens, config.json says 5/],
  [
    'config.json',
    JSON.stringify({ ...config, width: 16 }),
    /the weights file has ".*" as F32 .*, the policy needs F32/,
  ],
  [
    'config.json',
    JSON.stringify({ ...config, backend: 'vllm' }),
    /backend: must be tinker, or openai for a policy that is evaluated alone/,
  ],
  ['config.json', JSON.stringify({ ...config, endToken: 2 }), /must have padToken 0 and endToken 1/],
  ['config.json', JSON.stringify({ ...config, heads: 3 }), /heads must be even/],
])('a folder whose %s is %s is refused', async (name, content, message) => {
  const bad = folder(`bad-${message.source.length}`);
  await writeBasePolicy(bad, base);
  if (content === undefined) await rm(new URL(name, bad));
  else await writeFile(new URL(name, bad), content);
  await expect(readBasePolicy(bad)).rejects.toThrow(message);
});

test('what is no file, or larger than any policy, is refused without being read', async () => {
  const bad = folder('no-files');
  await writeBasePolicy(bad, base);
  const weights = fileURLToPath(new URL('weights.safetensors', bad));
  await truncate(weights, 2 ** 32);
  await expect(readBasePolicy(bad)).rejects.toThrow('weights.safetensors has 4294967296 bytes; at most 536870912 are');
  await rm(weights);
  execFileSync('mkfifo', [weights]);
  await expect(readBasePolicy(bad)).rejects.toThrow('weights.safetensors is no file');
});

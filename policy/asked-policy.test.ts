import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import { readAskedPolicy } from './asked-policy.ts';
import { readBasePolicy } from './base-policy.ts';
import { smallServed } from './served/served-case.ts';

const served = new URL('base/openai-tiny/', import.meta.url);

/** A copy of the served policy's folder with other files in it; null for none. */
async function changed(files: Readonly<Record<string, string | null>>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'rewardmap-served-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(fileURLToPath(served), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    if (text === null) await rm(join(folder, name));
    else await writeFile(join(folder, name), text);
  }
  return pathToFileURL(`${folder}/`);
}

const config = (changes: object): string => {
  const { chatTemplate: _, ...stated } = smallServed.config;
  return JSON.stringify({ ...stated, ...changes });
};
const { chatTemplate } = smallServed.config;

test('a served policy is read with the template of its model, wherever models have it', async () => {
  const read = await readAskedPolicy(served);
  expect(read).toMatchObject(smallServed);
  const places = [
    { 'chat_template.json': JSON.stringify({ chat_template: chatTemplate }) },
    { 'tokenizer_config.json': JSON.stringify({ chat_template: chatTemplate }) },
    {
      'tokenizer_config.json': JSON.stringify({
        chat_template: [
          { name: 'tool_use', template: 'other' },
          { name: 'default', template: chatTemplate },
        ],
      }),
    },
  ];
  for (const files of places)
    expect(await readAskedPolicy(await changed({ 'chat_template.jinja': null, ...files }))).toEqual(read);
});

test('one of which nobody says how it reads text needs no other file', async () => {
  const bare = { 'config.json': config({ text: null }), 'tokenizer.json': null, 'chat_template.jinja': null };
  expect(await readAskedPolicy(await changed(bare))).toMatchObject({
    config: { chatTemplate: null },
    tokenizerJson: '',
  });
});

test('a policy that can be trained is read as ever', async () => {
  const tiny = new URL('base/tiny/', import.meta.url);
  expect((await readAskedPolicy(tiny)).digest).toBe((await readBasePolicy(tiny)).digest);
});

test('a served policy is refused where one to train is wanted', async () => {
  await expect(readBasePolicy(served)).rejects.toMatchObject({
    name: 'BadPolicyFile',
    message: expect.stringContaining(
      'its backend openai answers and cannot be trained: tiny-qwen2.5-vl is for an evaluation (evaluatePolicy)',
    ),
  });
});

test.each([
  [
    { 'chat_template.jinja': null },
    'No chat template is in chat_template.jinja, chat_template.json, tokenizer_config.json.',
  ],
  [{ 'chat_template.jinja': null, 'chat_template.json': '{' }, 'chat_template.json is no JSON.'],
  [{ 'tokenizer.json': null }, 'tokenizer.json is missing'],
  [{ 'config.json': '[]' }, 'config.json is no object'],
  [{ 'config.json': 'null' }, 'config.json is no object'],
  [
    { 'config.json': config({ prompt: '{question}' }) },
    'config.json: prompt: must have {image} where pictures is stated',
  ],
  [{ 'config.json': config({ answerLimit: 'length' }) }, 'config.json: answerLimit: '],
  [{ 'config.json': config({ concurrency: 4 }) }, 'config.json: concurrency: '],
  [
    { 'config.json': config({ pictures: { factor: 28, minPixels: 3_136, maxPixels: 500 } }) },
    'config.json: pictures.maxPixels: must hold one token',
  ],
  [
    { 'config.json': config({ pictures: { factor: 28, minPixels: 3_136, maxPixels: 1_000 } }) },
    'config.json: pictures.minPixels: must not be above maxPixels',
  ],
])('a folder that cannot be used says what is wrong: %#', async (files, message) => {
  await expect(readAskedPolicy(await changed(files))).rejects.toMatchObject({
    name: 'BadPolicyFile',
    message: expect.stringContaining(message),
  });
});

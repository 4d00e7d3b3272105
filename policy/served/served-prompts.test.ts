import sharp from 'sharp';
import { expect, test } from 'vitest';

import { smallServed } from './served-case.ts';
import type { ServedConfig } from './served-config.ts';
import { servedPrompts } from './served-prompts.ts';

const { config, tokenizerJson } = smallServed;
const made = (changes: Partial<ServedConfig> = {}, tokenizer = tokenizerJson) =>
  servedPrompts({ ...config, ...changes }, tokenizer);
const png = await sharp({ create: { width: 56, height: 84, channels: 3, background: 'white' } })
  .png()
  .toBuffer();
const nothing = new Uint8Array();
const text = 'Which line is red?';

test('a question is asked as its template has it, neighbouring texts as one', () => {
  const prompts = made({ system: 'Be brief.', prompt: 'Look: {image}\n{question} Answer yes or no.' });
  expect(prompts.of(png, text, true).question).toEqual({
    model: 'tiny-qwen2.5-vl',
    system: 'Be brief.',
    parts: [{ text: 'Look: ' }, { png }, { text: `\n${text} Answer yes or no.` }],
  });
  expect(prompts.of(nothing, text, true).question.parts).toEqual([{ text: `Look: \n${text} Answer yes or no.` }]);
});

test('a picture counts as its pixels by those of a token, and as the two tokens around it', () => {
  const prompts = made();
  const [seen, blind] = [prompts.of(png, text, true).tokens!, prompts.of(nothing, text, true).tokens!];
  expect(seen - blind).toBe((56 * 84) / 28 ** 2 + 2);
  expect(blind).toBeGreaterThan(prompts.count(text)!);
});

test('what is longer than a question may be is cut off, and told; or refused', () => {
  const prompts = made({ text: { ...config.text!, questionTokens: 5 } });
  const { tokens, cut } = prompts.read(text);
  expect([tokens.length, cut]).toEqual([5, prompts.count(text)! - 5]);
  const [{ text: asked }] = prompts.of(nothing, text, true).question.parts as [{ text: string }];
  expect(text.startsWith(asked)).toBe(true);
  expect(prompts.count(asked)).toBe(5);
  expect(() => prompts.of(nothing, text, false)).toThrow(`is ${cut} tokens longer than the policy reads`);
});

test('where it is not said how text is read, nothing is counted and nothing cut off', () => {
  const prompts = made({ text: null, chatTemplate: null }, '');
  const long = 'word '.repeat(10_000);
  expect(prompts.of(png, long, true)).toMatchObject({ question: { parts: [{ png }, { text: long }] }, tokens: null });
  expect(prompts.read(long)).toEqual({ tokens: [], unknown: 0, cut: 0 });
  expect(prompts.count(long)).toBeNull();
});

const limits = config.text!;
test.each([
  [
    { text: { ...limits, contextTokens: 600 } },
    tokenizerJson,
    /text.contextTokens is 600, but a chat may have \d+ tokens/,
  ],
  [{ text: { ...limits, imageToken: '<image>' } }, tokenizerJson, 'no token "<image>", which text.imageToken names'],
  [{ chatTemplate: null }, tokenizerJson, 'config.json states text, but there is no chat template'],
  [{ chatTemplate: '{% if %}' }, tokenizerJson, 'The chat template cannot be used: '],
  [{ chatTemplate: '{{ messages[0].content }}' }, tokenizerJson, 'places for pictures by its template'],
  [{}, 'no JSON', 'tokenizer.json is no JSON'],
] as const)('files that do not belong together are refused: %#', (changes, tokenizer, message) => {
  expect(() => made(changes, tokenizer)).toThrow(message);
});

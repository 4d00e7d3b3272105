import { expect, test } from 'vitest';

import { promptsOf } from './prompts.ts';
import { smallRemote } from './remote-case.ts';
import { checkRemoteConfig } from './remote-config.ts';
import { textTokens } from '../text-tokens.ts';

const specials = ['<|im_start|>', '<|im_end|>', '<|vision_start|>', '<|vision_end|>'];
const letters = 'abcdefghijklmnopqrstuvwxyz ?'.split('');
const merges = [
  ['u', 's'],
  ['us', 'e'],
  ['use', 'r'],
] as const;
const pieces = [...letters, 'us', 'use', 'user', '\n'];
/** A tokenizer of pairs of bytes, as those of large models are: no word is unknown to it but what is no letter here. */
const json = JSON.stringify({
  added_tokens: specials.map((content, index) => ({ id: pieces.length + index, content, special: true })),
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: { type: 'Fuse' },
  model: { type: 'BPE', vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])), merges },
});
const id = (piece: string): number => [...pieces, ...specials].indexOf(piece);
const template = '<|im_start|>user\n<|vision_start|>{image}<|vision_end|>{question}<|im_end|>\n<|im_start|>';
const config = { ...smallRemote, prompt: template, endToken: '<|im_end|>', maxPromptTokens: 5 };
const image = new Uint8Array(2 * 3 * 3);

test('a template is read with its special tokens, the picture where it stands, the question in its place', async () => {
  const tokenizer = textTokens(json, config.endToken);
  expect(tokenizer.endToken).toBe(id('<|im_end|>'));
  const { chunks, tokens } = await promptsOf(config, tokenizer).of(image, 'which user?', true);
  const [before, picture, after] = chunks;
  expect(chunks).toHaveLength(3);
  expect(before).toEqual({
    type: 'encoded_text',
    tokens: ['<|im_start|>', 'user', '\n', '<|vision_start|>'].map(id),
  });
  expect(picture).toMatchObject({ type: 'image', format: 'png', expectedTokens: 2 });
  expect(after).toEqual({
    type: 'encoded_text',
    tokens: ['<|vision_end|>', 'w', 'h', 'i', 'c', 'h', '<|im_end|>', '\n', '<|im_start|>'].map(id),
  });
  expect(tokens).toHaveLength(4 + 2 + 9);
  expect(tokenizer.decode([id('user'), id('?'), id('<|im_end|>')])).toBe('user?');
});

test('what is too long is told, and cut only where it may be', async () => {
  const prompts = promptsOf(config, textTokens(json, config.endToken));
  expect(prompts.read('which user')).toMatchObject({ cut: 2, unknown: 0 });
  await expect(prompts.of(image, 'which user', false)).rejects.toThrow('is 2 tokens longer than the policy reads');
});

test.each([
  [{ ...config, imageTokens: null }, 'config.json: prompt: must have {image} where imageTokens is a number'],
  [{ ...config, prompt: 'no place' }, 'config.json: prompt: must have {question} once'],
  [{ ...config, colour: 'red' }, 'config.json: colour: '],
  [{ ...config, lora: { ...config.lora, rank: 0 } }, 'config.json: lora.rank: '],
])('a configuration that cannot be used is refused by its field', (given, message) => {
  expect(() => checkRemoteConfig(given)).toThrow(message);
});

test('an end token that the tokenizer has not is told', () => {
  expect(() => textTokens(json, '<|end|>')).toThrow('tokenizer.json has no token "<|end|>", which endToken names.');
});

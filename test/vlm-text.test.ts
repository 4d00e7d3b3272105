import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import type { Message } from '../policy/vlm-text/chat-template.ts';
import { vlmText } from '../policy/vlm-text/vlm-text.ts';
import { pictureBudgets, smartResize } from '../transit/pictures/smart-resize.ts';

interface Golden {
  readonly minPixels: number;
  readonly maxPixels: number;
  readonly cases: readonly {
    readonly name: string;
    readonly messages: readonly Message[];
    readonly pictures: readonly (readonly [width: number, height: number])[];
    readonly imageTokens: readonly number[];
    readonly tokens: readonly number[];
  }[];
}

const read = (path: string): string => readFileSync(new URL(`../policy/${path}`, import.meta.url), 'utf8');
/** What transformers' Qwen2_5_VLProcessor makes of each chat (bench/openai/make_golden.py). */
const { minPixels, maxPixels, cases } = JSON.parse(read('vlm-text/golden/qwen2.5-vl.json')) as Golden;
const { factor } = pictureBudgets['qwen2.5-vl'];

const text = vlmText({
  tokenizerJson: read('base/openai-tiny/tokenizer.json'),
  chatTemplate: read('base/openai-tiny/chat_template.jinja'),
  imageToken: '<|image_pad|>',
});

test.each(cases)('$name: the same tokens as the processor, picture by picture', ({ messages, pictures, ...golden }) => {
  const imageTokens = pictures.map(([width, height]) => {
    const seen = smartResize({ width, height }, { factor, minPixels, maxPixels });
    return (seen.width * seen.height) / factor ** 2;
  });
  expect(imageTokens).toEqual(golden.imageTokens);
  expect(text.read(messages, imageTokens)).toEqual(golden.tokens);
});

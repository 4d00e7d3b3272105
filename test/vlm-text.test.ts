import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import type { Message } from '../policy/vlm-text/chat-template.ts';
import { vlmText } from '../policy/vlm-text/vlm-text.ts';
import { pictureBudgets, smartResize, type PictureModel } from '../transit/pictures/smart-resize.ts';

interface Golden {
  readonly minPixels: number;
  readonly maxPixels: number;
  readonly cases: readonly {
    readonly name: string;
    readonly family: PictureModel;
    readonly messages: readonly Message[];
    readonly pictures: readonly (readonly [width: number, height: number])[];
    readonly imageTokens: readonly number[];
    readonly tokens: readonly number[];
  }[];
}

/** A folder with a model's own tokenizer.json and chat_template.jinja, and golden.json that bench/openai/make_golden.py made of them. */
const given = process.env['VLM_TEXT_FOLDER'];
const policy = new URL('../policy/', import.meta.url);
const folder = given ? pathToFileURL(`${given}/`) : new URL('base/openai-tiny/', policy);
const read = (file: URL): string => readFileSync(file, 'utf8');
/** What the family's processor of transformers makes of each chat. */
const golden = given ? new URL('golden.json', folder) : new URL('vlm-text/golden/qwen-vl.json', policy);
const { minPixels, maxPixels, cases } = JSON.parse(read(golden)) as Golden;

const text = vlmText({
  tokenizerJson: read(new URL('tokenizer.json', folder)),
  chatTemplate: read(new URL('chat_template.jinja', folder)),
  imageToken: '<|image_pad|>',
});

test.each(cases)('$family, $name: the same tokens as the processor', ({ family, messages, pictures, ...golden }) => {
  const { factor } = pictureBudgets[family];
  const imageTokens = pictures.map(([width, height]) => {
    const seen = smartResize({ width, height }, { factor, minPixels, maxPixels });
    return (seen.width * seen.height) / factor ** 2;
  });
  expect(imageTokens).toEqual(golden.imageTokens);
  expect(text.read(messages, imageTokens)).toEqual(golden.tokens);
});

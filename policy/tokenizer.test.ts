import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endToken, loadTokenizer, padToken, tokenizerJson } from './tokenizer.ts';

const pieces = [
  'A1',
  'A2',
  'Line 1',
  'Line 1 ',
  '\nDeparture Stop: ',
  '\\boxed{',
  '}',
  '(a|b)*+?.^$[c]',
  'é–✓',
  ' ',
  '1',
];
const tokenizer = loadTokenizer(JSON.stringify(tokenizerJson(pieces)));

test('a text goes to ids, the longest pieces first, and back', () => {
  const text = 'Line 1 A2\nDeparture Stop: A1\\boxed{1}';
  expect(tokenizer.encode(text)).toEqual([6, 4, 7, 3, 8, 13, 9]);
  expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
});

test('decode undoes encode on every text of the language', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (chosen) => {
      const text = chosen.join('');
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }),
  );
});

test('special tokens stand for no text', () => {
  expect(tokenizer.decode([3, endToken, padToken, padToken])).toBe('A1');
  expect(tokenizer.decode([endToken])).toBe('');
  expect(tokenizer.decode([])).toBe('');
});

test('spaces before punctuation and between words are kept', () => {
  const spaced = loadTokenizer(JSON.stringify(tokenizerJson(['stop', ' ?', ' .', ' ', " n't", '  '])));
  expect(spaced.decode(spaced.encode("stop ? . n't  stop"))).toBe("stop ? . n't  stop");
});

test.each([
  ['A1A9', /character 2, "A9", of "A1A9"/],
  ['?', /character 0, "\?"/],
  ['A1<|end|>', /character 2, "<\|end\|>"/],
  ['A1<|unknown|>', /character 2/],
  ['A1toString', /character 2, "toString"/],
])('a text that is not of the language is refused where it leaves it: %s', (text, message) => {
  expect(() => tokenizer.encode(text)).toThrow(message);
});

test('ids beyond the vocabulary and bad pieces are refused', () => {
  expect(() => tokenizer.decode([3, 14])).toThrow(/Token 14 is not one of the 14/);
  expect(() => tokenizerJson(['a', ''])).toThrow(/empty/);
  expect(() => tokenizerJson(['a', 'a'])).toThrow(/"a" is there twice/);
  expect(() => tokenizerJson(['<|end|>'])).toThrow(/there twice/);
});

test.each(['', '{"model":{"vocab":{"a":0}}}', '[]'])(
  'a file that is no tokenizer of a policy is refused: %s',
  (file) => {
    expect(() => loadTokenizer(file)).toThrow(/Not a tokenizer.json of a policy: .*<\|end\|> 1/);
  },
);

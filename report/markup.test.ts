import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markup, trusted } from './markup.ts';

test('values are escaped, markup is not, lists are joined, undefined is nothing', () => {
  expect(markup`<b title="${'"&\''}">${['<', trusted('<i></i>'), 1]}${undefined}</b>`.html).toBe(
    '<b title="&quot;&amp;&#39;">&lt;<i></i>1</b>',
  );
});

test('what turns, hides or joins text is shown by its number; lines and tabs stay', () => {
  expect(markup`${'a\u202eb\u200bc\0d\u2028\u{e0041}\t\n'}`.html).toBe(
    'a⟨U+202E⟩b⟨U+200B⟩c⟨U+0000⟩d⟨U+2028⟩⟨U+E0041⟩\t\n',
  );
});

test('a text of characters that are drawn as nothing is not empty', () => {
  for (const blank of [
    '\u3164',
    '\u115f',
    '\u1160',
    '\u2800',
    '\uffa0',
    '\u034f',
    '\u17b4',
    '\ufe0f',
    '\u{1d159}',
    '\u{e0100}',
  ]) {
    const number = blank.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    expect(markup`${blank}`.html).toBe(`⟨U+${number}⟩`);
  }
});

test('no text opens a tag, leaves an attribute or turns the page around', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(markup`${text}`.html).not.toMatch(/[<>"'\u202a-\u202e\u2066-\u2069\p{Default_Ignorable_Code_Point}]/u);
    }),
  );
});

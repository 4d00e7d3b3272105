/**
 * White space as Python sees it (`str.isspace`, `\s` in its `re`): the rules of the released code rest on it.
 * JavaScript's own `\s` and `trim` lack U+001C-001F and U+0085 and take U+FEFF besides.
 */
export const whitespace = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const only = new RegExp(`^[${whitespace}]$`);

/** Code units that are white space; every one of them is below U+3001. */
const isSpace = Uint8Array.from({ length: 0x3001 }, (_, code) => Number(only.test(String.fromCharCode(code))));

/** Text without white space at either end: Python's `str.strip()`. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace[text.charCodeAt(start)] === 1) start++;
  while (end > start && isSpace[text.charCodeAt(end - 1)] === 1) end--;
  return text.slice(start, end);
}

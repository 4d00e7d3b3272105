import { afterLast } from './cut.ts';
import type { ShortKind } from './short-kind.ts';

function lastMatch(text: string, pattern: RegExp): number | undefined {
  let end: number | undefined;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}

/** Where the brace that is open before `start` closes, or -1. */
function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

/** The content of the last box, or undefined where there is none or it does not close. */
function lastBoxContent(answer: string): string | undefined {
  const start = lastMatch(answer, /boxed\{/gi);
  const end = start === undefined ? -1 : closingBrace(answer, start);
  return end < 0 ? undefined : answer.slice(start, end);
}

const announcement = /the (?:(?:final |correct )?answer is|answer should be)/gi;
const wrappers = /\\(?:text|textbf|textit|mathrm|mathbf|mbox)(?![a-z])/g;

/** How an answer of each kind begins, whatever marks stand before it. */
const patterns: Readonly<Record<ShortKind, RegExp>> = {
  'yes or no': /^[^\p{L}\p{N}]*(yes|no)(?![\p{L}\p{N}_])/iu,
  option: /^[^\p{L}\p{N}]*([a-d])(?![\p{L}\p{N}_])/iu,
  number:
    /^[^\p{L}\p{N}]*?(?<![.,])([+-]?(?:\p{Nd}{1,3}(?:,\p{Nd}{3})+|\p{Nd}+))(?:\.0*)?(?![\p{L}\p{N}_/]|[.,]\p{N})/u,
};

export interface PlainAnswer {
  /** The word, letter or number, lower-cased, without commas and decimals; empty where there is none. */
  readonly text: string;
  readonly boxed: boolean;
}

/**
 * A short answer as a person reads it: the first word, letter or number of the last box; without a box, of what
 * follows `the answer is` or the thinking. Corrects golden README 5, number 11: `\boxed{\text{Yes}}`, `5.0`,
 * `1,000` and `A) 8` are read, `1_0`, `y e s` and `5km` are not.
 */
export function readPlainAnswer(answer: string, kind: ShortKind): PlainAnswer {
  const box = lastBoxContent(answer);
  const thought = afterLast(answer, '</think>');
  const content = box ?? thought.slice(lastMatch(thought, announcement) ?? 0);
  const value = afterLast(content.replace(wrappers, ''), '=');
  const found = patterns[kind].exec(value)?.[1] ?? '';
  return { text: found.replaceAll(',', '').toLowerCase(), boxed: box !== undefined };
}

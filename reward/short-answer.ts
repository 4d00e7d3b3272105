import { afterLast, beforeFirst } from './cut.ts';
import { readMathAnswer } from './math-answer.ts';
import { strip } from './whitespace.ts';

/** Words that announce an answer, in the order in which they are looked for, each with a small and a capital T. */
const announcements = ['the final answer is', 'the answer is', 'the correct answer is', 'the answer should be'].flatMap(
  (flag) => [flag, flag.replace('the', 'The')],
);

function afterAnnouncements(answer: string): string {
  return announcements.reduce((text, flag) => {
    const rest = strip(afterLast(text, flag));
    return text.includes(flag) ? beforeFirst(beforeFirst(rest, '\n'), '. ') : rest;
  }, answer);
}

function lastBox(answer: string): string {
  const first = answer.indexOf('oxed{');
  const last = answer.lastIndexOf('oxed{');
  return first === last ? answer : `\\boxed{${answer.slice(last + 5)}`;
}

function withoutFullStopsAndColons(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '.') end--;
  let start = 0;
  while (start < end && text[start] === ':') start++;
  return strip(text.slice(start, end));
}

/** What the released code reads from a yes/no or counting answer, lower-cased; empty where nothing is left. */
export function readShortAnswer(answer: string): string {
  const text = answer.includes('oxed{') ? lastBox(answer) : afterAnnouncements(answer);
  return withoutFullStopsAndColons(readMathAnswer(text));
}

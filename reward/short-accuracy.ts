import type { Outcome } from './outcome.ts';
import type { ShortKind } from './short-kind.ts';
import { readWholeNumber } from './whole-number.ts';

const options = ['a', 'b', 'c', 'd'];
const words: Readonly<Record<string, number>> = { yes: 1, no: 0 };

function wholeNumber(text: string): bigint | number | undefined {
  const number = readWholeNumber(text);
  const small = Number(number);
  return Number.isSafeInteger(small) ? small : number;
}

function optionIndex(letter: string): number | undefined {
  const index = options.indexOf(letter);
  return index < 0 ? undefined : index;
}

/** What an answer that was read stands for, in the terms of the label; undefined where it stands for nothing. */
const meanings: Readonly<Record<ShortKind, (read: string) => bigint | number | undefined>> = {
  'yes or no': (read) => (Object.hasOwn(words, read) ? words[read] : undefined),
  option: optionIndex,
  number: wholeNumber,
};

export type ShortOutcome = Extract<Outcome, 'right' | 'wrong answer' | 'unreadable answer'>;

/**
 * Whether a short answer, read already, is right. The label counts options from 0 (A); of yes/no it is 1 for
 * yes, anything else is no. Released code: `get_acc_torf_counting`.
 */
export function judgeShortAnswer(kind: ShortKind, read: string, answer: number): ShortOutcome {
  const meaning = meanings[kind](read);
  if (meaning === undefined) return 'unreadable answer';
  const truth = kind === 'yes or no' ? Number(answer === 1) : answer;
  return meaning === truth ? 'right' : 'wrong answer';
}

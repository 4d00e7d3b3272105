/** How an answer ended: each is counted. The first reason found stands for an answer that has several. */
export const outcomes = [
  'right',
  'wrong answer',
  'unreadable answer',
  'no sections',
  'ends differ',
  'unknown line',
  'stop not on line',
  'sections do not meet',
  'stop visited twice',
  'section count differs',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Answers in which nothing could be scored, whatever they meant to say. */
export const unparsableOutcomes: readonly Outcome[] = ['unreadable answer', 'no sections'];

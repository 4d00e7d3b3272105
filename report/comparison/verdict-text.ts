import type { Verdict } from '../verdict.ts';
import { verdictTitles } from './comparison-verdict.ts';

/** The verdict of a comparison as plain text: a line for each finding, below its sort. What must not be parted on a page has plain spaces. */
export function verdictText({ headline, learnt, notLearnt, toKnow }: Verdict): string {
  const columns = [
    { title: verdictTitles.learnt, sorts: learnt },
    { title: verdictTitles.notLearnt, sorts: notLearnt },
  ];
  return [
    headline,
    ...columns.flatMap(({ title, sorts }) =>
      sorts.flatMap(({ sort, findings }) => [
        `${title}. ${sort}:`,
        ...findings.map(({ subject, says }) => `  ${subject} ${says}`),
      ]),
    ),
    ...toKnow.map(({ subject, says }) => `${subject} ${says}`),
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}

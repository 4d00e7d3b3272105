import type { Evaluation, Tally } from './data.ts';
import { families, sumOfTallies } from './tally-sums.ts';

/** Shares of right answers, with the number of questions that they are shares of, under verl's names. */
function shares(section: string, source: string, tallies: readonly Tally[]): readonly (readonly [string, number])[] {
  const { count, right } = sumOfTallies(source, tallies);
  if (count === 0) return [];
  return [
    [`${section}-core/${source}/acc`, right / count],
    [`${section}-aux/${source}/count`, count],
  ];
}

/** What names begin with: verl's `val`, and others where the questions of a gate or blank paper were asked about. */
function sectionOf(label: string): string {
  if (label.startsWith('gates/')) return 'gate';
  return label.endsWith('-blank') ? 'blank' : 'val';
}

/** What an evaluation measured, as metrics: by kind, over dense kinds and planning, by city and over all cities. */
export function evaluationMetrics({ label, byKind, byCity, reward, unreadable }: Evaluation): Record<string, number> {
  const section = sectionOf(label);
  const { dense, plans } = families(byKind);
  const { count: asked } = sumOfTallies('asked', [...byKind, ...byCity]);
  return Object.fromEntries([
    ...byKind.flatMap((tally) => shares(section, tally.label, [tally])),
    ...shares(section, 'dense', dense),
    ...shares(section, 'planning', plans),
    ...byCity.flatMap((tally) => shares(section, `city/${tally.label}`, [tally])),
    ...shares(section, 'cities', byCity),
    ...(reward === undefined ? [] : [[`${section}-aux/reward/mean`, reward] as const]),
    [`${section}-aux/unreadable`, asked === 0 ? 0 : unreadable / asked] as const,
  ]);
}

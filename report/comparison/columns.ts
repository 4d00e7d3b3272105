import type { ArmRow, Comparison, MeanRow } from './types.ts';

/** A column of the table of arms. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly isShare: boolean;
  /** Whether it stands in the narrow table of a terminal as well, and whether with its interval. */
  readonly inText: 'with interval' | 'alone' | undefined;
  readonly value: (arm: ArmRow) => MeanRow | undefined;
}

const inText: Readonly<Record<string, Column['inText']>> = {
  dense: 'with interval',
  planning: 'with interval',
  reward: 'alone',
};

/** Every measure that was taken, then the control on blank paper where it was made. */
export function columnsOf({ arms, questions }: Comparison): readonly Column[] {
  const measured = Object.entries(questions)
    .filter(([, count]) => count > 0)
    .map(([name]) => ({
      name,
      title: name,
      isShare: name !== 'reward',
      inText: inText[name],
      value: (arm: ArmRow) => arm.values[name],
    }));
  const controls = [...new Set(arms.flatMap(({ blank }) => Object.keys(blank)))].map((name) => ({
    name: `${name} on blank`,
    title: `${name} on blank`,
    isShare: true,
    inText: 'alone' as const,
    value: (arm: ArmRow) => arm.blank[name],
  }));
  return [...measured, ...controls];
}

/** How many of an arm's runs ended well, and what became of the others. */
export function states({ runs }: ArmRow): string {
  const counts = new Map<string, number>();
  for (const { state } of runs) {
    const word = state === 'reused' ? 'finished' : state;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

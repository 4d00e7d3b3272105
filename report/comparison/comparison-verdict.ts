import { percent } from '../format.ts';
import type { Finding, Findings, Verdict } from '../verdict.ts';
import { states } from './columns.ts';
import { differenceWords } from './difference-words.ts';
import { excludesZero } from './excludes-zero.ts';
import { isUneven } from './is-uneven.ts';
import type { ArmRow, Comparison, DifferenceRow } from './types.ts';

/** What the two columns of a comparison's verdict are called. */
export const verdictTitles = { learnt: 'Shown', notLearnt: 'Not shown' } as const;

/** The measures that are judged, and what their shares are of. */
const judged = [
  ['planning', 'plans'],
  ['dense', 'dense questions'],
] as const;

/**
 * What the stated pairs of arms show. A difference is shown where its 95 % interval excludes 0, and not shown where it does not, which is
 * no proof that there is none. Where an arm has one run its interval counts no new seeds, so what it excludes is told apart.
 */
export function comparisonVerdict({ arms, differences, guessing }: Comparison): Verdict {
  const single = new Set(arms.filter((arm) => wellEnded(arm) === 1).map(({ name }) => name));
  const hasSingle = ({ arm, than }: DifferenceRow): boolean => single.has(arm) || single.has(than);
  const measures = judged
    .map(([measure, of]) => ({ of, rows: differences.filter((row) => row.measure === measure) }))
    .filter(({ rows }) => rows.length > 0);
  const counted = measures.reduce((sum, { rows }) => sum + rows.length, 0);
  return {
    headline: headlineOf(measures),
    learnt: measures.flatMap(({ of, rows }) => {
      const shown = rows.filter(excludesZero);
      return [
        ...sorted(
          `More ${of} right, by points (95 % interval, without 0)`,
          above(shown.filter((row) => !hasSingle(row))),
        ),
        ...sorted(
          `More ${of} right where an arm has one run, by points (95 % over questions alone)`,
          above(shown.filter(hasSingle)),
        ),
      ];
    }),
    notLearnt: measures.flatMap(({ of, rows }) =>
      sorted(
        `A difference in ${of}: the 95 % interval, in points, holds 0`,
        beside(rows.filter((row) => !excludesZero(row))),
      ),
    ),
    toKnow: [
      ...missing(arms),
      ...oneRun(single),
      ...unequalCost(arms),
      ...noBetterThanGuessing(arms, guessing),
      ...sightless(arms, guessing),
      ...byChance(counted),
    ],
  };
}

const wellEnded = ({ runs }: ArmRow): number => runs.filter(({ values }) => values !== undefined).length;

interface JudgedMeasure {
  readonly of: string;
  readonly rows: readonly DifferenceRow[];
}

function headlineOf(measures: readonly JudgedMeasure[]): string {
  if (measures.length === 0) return 'No pair of arms is compared: none is stated, or none has runs that ended well.';
  const counts = measures.map(
    ({ of, rows }) => `${of} in ${unparted(`${rows.filter(excludesZero).length} of ${rows.length}`)}`,
  );
  return `Pairs of arms that differ beyond the 95 % interval: ${counts.join(', ')}.`;
}

function sorted(sort: string, findings: readonly Finding[]): readonly Findings[] {
  return findings.length > 0 ? [{ sort, findings }] : [];
}

/** Of each arm that is above others: which, and by how many points, with the interval. */
function above(rows: readonly DifferenceRow[]): readonly Finding[] {
  const upward = rows.map(({ arm, than, difference, low, high }) =>
    high < 0
      ? { subject: than, other: arm, difference: -difference, low: -high, high: -low }
      : { subject: arm, other: than, difference, low, high },
  );
  const points = (share: number): string => (100 * share).toFixed(1);
  return bySubject(upward).map(([subject, pairs]) => {
    const others = pairs.map(
      ({ other, difference, low, high }) =>
        `${other} by ${unparted(`${points(difference)} (${points(low)} to ${points(high)})`)}`,
    );
    return { subject, says: `above ${others.join(', above ')}` };
  });
}

/** Of each arm that is set beside others without a difference shown: which, by how many points, and from where to where the difference may be. */
function beside(rows: readonly DifferenceRow[]): readonly Finding[] {
  return bySubject(rows.map((row) => ({ ...row, subject: row.arm }))).map(([subject, pairs]) => {
    const others = pairs.map((row) => {
      const { difference, interval } = differenceWords(row, '−');
      return `${row.than} ${unparted(`${difference} (${interval})`)}`;
    });
    return { subject, says: `beside ${others.join(', ')}` };
  });
}

/** Numbers that no line break parts. */
const unparted = (numbers: string): string => numbers.replaceAll(' ', '\u00a0');

function bySubject<Pair extends { readonly subject: string }>(
  pairs: readonly Pair[],
): readonly (readonly [subject: string, pairs: readonly Pair[]])[] {
  const subjects = [...new Set(pairs.map(({ subject }) => subject))];
  return subjects.map((name) => [name, pairs.filter(({ subject }) => subject === name)]);
}

/** Arms of which some run, or every run, did not end well. */
function missing(arms: readonly ArmRow[]): readonly Finding[] {
  const lacking = arms.filter((arm) => wellEnded(arm) < arm.runs.length);
  const named = (some: readonly ArmRow[]): string => some.map((arm) => `${arm.name} (${states(arm)})`).join(', ');
  const none = lacking.filter((arm) => wellEnded(arm) === 0);
  const fewer = lacking.filter((arm) => wellEnded(arm) > 0);
  return [
    ...toldOf(none, { subject: 'No run', says: `ended well of ${named(none)}: nothing is known of their pairs.` }),
    ...toldOf(fewer, { subject: 'Seeds missing', says: `of ${named(fewer)}.` }),
  ];
}

function oneRun(names: ReadonlySet<string>): readonly Finding[] {
  const says = `of ${[...names].join(', ')}: the intervals count new questions, no new seeds; another seed may end elsewhere.`;
  return toldOf([...names], { subject: 'One run', says });
}

function unequalCost(arms: readonly ArmRow[]): readonly Finding[] {
  const uneven = arms.flatMap(({ name, cost }) =>
    cost && isUneven(cost) ? [`${name} (${cost.ofMean.toFixed(2)})`] : [],
  );
  const says = `of ${uneven.join(', ')}: policy seconds by the mean of all arms, more than 10 % off. Their pairs differ in budget too.`;
  return toldOf(uneven, { subject: 'Unequal cost', says });
}

/** Arms that were trained and are not above what guessing gets. */
function noBetterThanGuessing(arms: readonly ArmRow[], guessing: Comparison['guessing']): readonly Finding[] {
  const trained = arms.filter(({ runs }) => runs.length > 0);
  return judged.flatMap(([measure, of]) => {
    const guess = guessing[measure];
    const low = trained.filter(({ values }) => guess !== undefined && values[measure] && values[measure].low <= guess);
    const says = `(${percent(guess ?? 0)}) in ${of}: ${low.map(({ name }) => name).join(', ')}.`;
    return toldOf(low, { subject: 'No better than guessing', says });
  });
}

/** Arms that get more right about blank paper than guessing gets: what they score is not all of their eyes. */
function sightless(arms: readonly ArmRow[], guessing: Comparison['guessing']): readonly Finding[] {
  const shares = arms.flatMap(({ name, blank }) =>
    judged.flatMap(([measure, of]) => {
      const found = blank[measure];
      return found && found.low > (guessing[measure] ?? 0) ? [`${percent(found.mean)} of ${of} by ${name}`] : [];
    }),
  );
  const says = `in each map’s place leaves right ${shares.join(', ')}: more than guessing, so some answers need no map.`;
  return toldOf(shares, { subject: 'Blank paper', says });
}

const toldOf = (some: readonly unknown[], finding: Finding): readonly Finding[] => (some.length > 0 ? [finding] : []);

/** One in twenty is what each interval promises; of many, some exclude 0 though nothing differs. */
function byChance(intervals: number): readonly Finding[] {
  if (intervals < 2) return [];
  const says = `alone makes 1 in 20 intervals exclude 0 where nothing differs; ${intervals} are read here, not corrected for their number.`;
  return [{ subject: 'Chance', says }];
}

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Finding, Verdict } from '../verdict.ts';
import { comparisonVerdict } from './comparison-verdict.ts';
import { madeComparison } from './made-comparison.ts';
import type { ArmRow, ArmState, Comparison, DifferenceRow } from './types.ts';
import { verdictText } from './verdict-text.ts';

const pair = (arm: string, than: string, low: number, high: number, measure = 'planning'): DifferenceRow => ({
  arm,
  than,
  measure,
  difference: (low + high) / 2,
  low,
  high,
  p: 0.5,
});

/** An arm whose finished runs ended well. */
const arm = (name: string, states: readonly ArmState[], ofMean = 1): ArmRow => ({
  ...madeComparison.arms[1]!,
  name,
  runs: states.map((state, seed) => ({
    seed,
    state,
    digest: `${name}${seed}`,
    values: state === 'finished' ? { planning: 0.5 } : undefined,
  })),
  cost: { ...madeComparison.arms[1]!.cost!, ofMean },
});

const whole: readonly ArmState[] = ['finished', 'finished', 'finished'];
const comparison = (differences: readonly DifferenceRow[], arms: readonly ArmRow[] = []): Comparison => ({
  ...madeComparison,
  arms: [madeComparison.arms[0]!, ...arms],
  differences,
});

const told = ({ subject, says }: Finding): string => `${subject} ${says}`.replaceAll('\u00a0', ' ');
const bySort = (findings: Verdict['learnt']): Record<string, readonly string[]> =>
  Object.fromEntries(findings.map(({ sort, findings: all }) => [sort, all.map(told)]));

test('a pair is shown where its interval excludes 0, from the arm that is above; of others it says how much is open', () => {
  const { headline, learnt, notLearnt } = comparisonVerdict(
    comparison([
      pair('detail', 'base', 0.5, 0.7),
      pair('detail', 'sparse', 0.4, 0.6),
      pair('sft', 'base', -0.08, -0.02),
      pair('both', 'detail', -0.2, 0.1),
      pair('both', 'base', 0, 0.3),
      pair('sparse', 'base', -0.02, 0.01),
      pair('detail', 'base', -0.1, 0.3, 'dense'),
      pair('detail', 'base', 4, 6, 'reward'),
    ]),
  );
  expect(headline.replaceAll('\u00a0', ' ')).toBe(
    'Pairs of arms that differ beyond the 95 % interval: plans in 3 of 6, dense questions in 0 of 1.',
  );
  expect(bySort(learnt)).toEqual({
    'More plans right, by points (95 % interval, without 0)': [
      'detail above base by 60.0 (50.0 to 70.0), above sparse by 50.0 (40.0 to 60.0)',
      'base above sft by 5.0 (2.0 to 8.0)',
    ],
  });
  expect(bySort(notLearnt)).toEqual({
    'A difference in plans: the 95 % interval, in points, holds 0': [
      'both beside detail −5.0 (−20.0 to +10.0), base +15.0 (0.0 to +30.0)',
      'sparse beside base −0.5 (−2.0 to +1.0)',
    ],
    'A difference in dense questions: the 95 % interval, in points, holds 0': [
      'detail beside base +10.0 (−10.0 to +30.0)',
    ],
  });
});

test('what an arm of one run is above stands apart, and what must be known is said', () => {
  const { learnt, toKnow } = comparisonVerdict(
    comparison(
      [pair('lone', 'base', 0.1, 0.3), pair('detail', 'lone', 0.1, 0.3), pair('detail', 'base', 0.3, 0.5)],
      [
        arm('detail', whole, 1.11),
        arm('lone', ['finished', 'failed', 'stopped'], 0.89),
        arm('two', ['finished', 'finished', 'failed'], 1.1),
        arm('none', ['failed', 'waiting', 'waiting']),
      ],
    ),
  );
  expect(bySort(learnt)).toEqual({
    'More plans right, by points (95 % interval, without 0)': ['detail above base by 40.0 (30.0 to 50.0)'],
    'More plans right where an arm has one run, by points (95 % over questions alone)': [
      'lone above base by 20.0 (10.0 to 30.0)',
      'detail above lone by 20.0 (10.0 to 30.0)',
    ],
  });
  expect(toKnow.map(told)).toEqual([
    'No run ended well of none (1 failed, 2 waiting): nothing is known of their pairs.',
    'Seeds missing of lone (1 finished, 1 failed, 1 stopped), two (2 finished, 1 failed).',
    'One run of lone: the intervals count new questions, no new seeds; another seed may end elsewhere.',
    'Unequal cost of detail (1.11), lone (0.89): policy seconds by the mean of all arms, more than 10 % off. Their pairs differ in budget too.',
    'Chance alone makes 1 in 20 intervals exclude 0 where nothing differs; 3 are read here, not corrected for their number.',
  ]);
});

test('a comparison with nothing amiss has nothing to know, and one without pairs says so', () => {
  const even = [arm('detail', whole), arm('both', whole)];
  expect(comparisonVerdict(comparison([pair('both', 'detail', 0.1, 0.2)], even)).toKnow).toEqual([]);
  expect(comparisonVerdict(comparison([], even))).toEqual({
    headline: 'No pair of arms is compared: none is stated, or none has runs that ended well.',
    learnt: [],
    notLearnt: [],
    toKnow: [],
  });
});

test('trained arms whose interval reaches what guessing gets are named', () => {
  const at = (name: string, low: number): ArmRow => ({
    ...arm(name, whole),
    values: { dense: { mean: low + 0.05, low, high: low + 0.1 } },
  });
  const arms = [at('guesses', 0.45), at('knows', 0.46)];
  const { toKnow } = comparisonVerdict({ ...comparison([], arms), guessing: { dense: 0.45 } });
  expect(toKnow.map(told)).toEqual(['No better than guessing (45%) in dense questions: guesses.']);
});

test('an arm that gets more right about blank paper than guessing gets is named, with how much', () => {
  const blind = (name: string, low: number): ArmRow => ({
    ...arm(name, whole),
    blank: { dense: { mean: low + 0.05, low, high: low + 0.1 } },
  });
  const arms = [blind('sees', 0.45), blind('guesses', 0.46)];
  const { toKnow } = comparisonVerdict({ ...comparison([], arms), guessing: { dense: 0.45 } });
  expect(toKnow.map(told)).toEqual([
    'Blank paper in each map’s place leaves right 51% of dense questions by guesses: more than guessing, so some answers need no map.',
  ]);
});

test('every pair is told once for each measure, as shown only where 0 is outside its interval', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'base');
  const rows = fc.array(
    fc.record({
      names: fc.tuple(name, name),
      ends: fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
      measure: fc.constantFrom('planning', 'dense'),
    }),
  );
  const pairsIn = (findings: Verdict['learnt']): number =>
    findings.flatMap((sort) => sort.findings).reduce((sum, { says }) => sum + says.split(', ').length, 0);
  fc.assert(
    fc.property(rows, (given) => {
      const differences = given.map(({ names, ends, measure }) =>
        pair(...names, Math.min(...ends), Math.max(...ends), measure),
      );
      const { learnt, notLearnt } = comparisonVerdict(comparison(differences));
      const outside = differences.filter(({ low, high }) => Math.sign(low) * Math.sign(high) > 0).length;
      expect(pairsIn(learnt)).toBe(outside);
      expect(pairsIn(notLearnt)).toBe(differences.length - outside);
    }),
  );
});

test('the text has the same sentences, a line each', () => {
  const verdict = comparisonVerdict(madeComparison);
  const lines = verdictText(verdict).split('\n');
  const findings = [...verdict.learnt, ...verdict.notLearnt].flatMap((sort) => sort.findings);
  expect(lines[0]).toBe(verdict.headline.replaceAll('\u00a0', ' '));
  expect(lines[1]).toBe(
    'Shown. More dense questions right where an arm has one run, by points (95 % over questions alone):',
  );
  expect(lines.slice(2).map((line) => line.trim())).toEqual([...findings, ...verdict.toKnow].map(told));
});

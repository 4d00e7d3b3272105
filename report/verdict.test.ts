import { expect, test } from 'vitest';
import { madeReport } from './made-report.ts';
import type { AccuracyRow, ReportData } from './types.ts';
import { verdict } from './verdict.ts';
import { wilson } from './wilson.ts';

const row = (label: string, before: number, after: number, guessing?: number): AccuracyRow => ({
  label,
  count: 64,
  before: wilson(before, 64),
  after: wilson(after, 64),
  ...(guessing !== undefined && { guessing }),
});

const withRows = (rows: readonly AccuracyRow[], byTransfers: readonly AccuracyRow[] = []): ReportData => ({
  ...madeReport,
  accuracy: { ...madeReport.accuracy!, rows, byTransfers },
});

const bySort = (data: ReportData): Record<string, readonly string[]> => {
  const { learnt, notLearnt } = verdict(data);
  return Object.fromEntries(
    [...learnt, ...notLearnt].map(({ sort, findings }) => [sort, findings.map(({ subject }) => subject)]),
  );
};

test('a kind is learnt where its intervals part and it is above guessing; each other has its reason', () => {
  const rows = [
    row('TorF1', 30, 60, 0.5),
    row('TorF2', 40, 46, 0.5),
    row('Counting1', 4, 20, 0.34),
    row('Counting2', 60, 30, 0.3),
    row('Counting3', 62, 63, 0.4),
    row('all dense', 39, 44),
  ];
  expect(
    bySort(withRows(rows, [row('0 transfers', 9, 40, 0.26), row('1 transfer', 2, 13, 0.13), row('2 transfers', 1, 0)])),
  ).toEqual({
    'Better beyond both intervals, and above guessing': ['TorF1', 'plans of 0 transfers'],
    'Worse than before': ['Counting2'],
    'Not surely above guessing': ['Counting1', 'plans of 1 transfer'],
    'Not one right': ['plans of 2 transfers'],
    'A gain is not shown: the intervals overlap': ['TorF2'],
    'Known before already': ['Counting3'],
  });
});

test('the headline counts kinds and gives the sums', () => {
  const sum = { ...row('all dense', 20, 45), label: 'all dense' };
  expect(verdict(withRows([row('TorF1', 30, 60), sum])).headline).toBe(
    '1 of 1 kinds of question learnt. Held-out answers right: dense questions 31%\u00a0→\u00a070%.',
  );
});

const stage = (name: string, firstStep: number, shares: readonly number[], flat = 0): Partial<ReportData> => ({
  stages: [{ name, firstStep, lastStep: firstStep + shares.length - 1 }],
  steps: shares.map((share, index) => ({
    step: firstStep + index,
    stage: name,
    metrics: { 'critic/accuracy': share, frac_reward_zero_std: flat },
  })),
});

test('a stage whose answers do not become more often right beyond noise is named, one whose do is not', () => {
  const still = {
    ...withRows([row('TorF1', 30, 60)]),
    ...stage('still', 0, [0.3, 0.5, 0.4, 0.4, 0.4, 0.4, 0.5, 0.3, 0.4]),
  };
  expect(verdict(still).notLearnt.at(-1)?.findings).toEqual([{ subject: 'stage still', says: '40%\u00a0→\u00a040%' }]);
  const rising = { ...still, ...stage('rising', 0, [0.3, 0.31, 0.29, 0.4, 0.4, 0.4, 0.6, 0.61, 0.59]) };
  expect(verdict(rising).notLearnt).toEqual([]);
  const short = { ...still, ...stage('short', 0, [0.3, 0.3]) };
  expect(verdict(short).notLearnt).toEqual([]);
});

test('flat groups, divergences and unreadable answers are made known', () => {
  const data = {
    ...withRows([row('TorF1', 30, 60)]),
    ...stage('planning', 0, [0.1, 0.1, 0.1], 0.8),
    run: { ...madeReport.run, divergences: 2 },
  };
  expect(verdict(data).toKnow.map(({ subject, says }) => `${subject}: ${says}`)).toEqual([
    'Unreadable: 3 held-out answers could not be read before training, 1 after.',
    'Stage planning: towards its end 80% of the groups had equal rewards, from which nothing is learnt.',
    expect.stringMatching(/^Divergence: 2 met: /),
    expect.stringMatching(/^One run: /),
  ]);
});

test('what is right about blank paper stands beside guessing', () => {
  const blank = (right: number): AccuracyRow => ({ ...row('all dense', 20, 50, 0.5), blank: wilson(right, 64) });
  const says = (data: ReportData): string | undefined =>
    verdict(data).toKnow.find(({ subject }) => subject === 'Blank paper')?.says;
  const kind = row('TorF1', 30, 60);
  expect(says(withRows([kind, blank(31)]))).toBe(
    'in each map’s place leaves right 48% of dense questions (guessing 50%).',
  );
  expect(says(withRows([kind, blank(50)]))).toContain('(guessing 50%: some answers need no map)');
  expect(says(withRows([kind]))).toBeUndefined();
});

test('a run under way is not judged', () => {
  const rows = [{ ...row('TorF1', 30, 60), after: undefined }];
  expect(verdict(withRows(rows))).toMatchObject({ headline: expect.stringMatching(/^After 4 steps/), learnt: [] });
});

test('what was lost or damaged is told by name, the first few; divergences are counted', () => {
  const lost = (step: number) =>
    ({ step, kind: 'made again', what: `object ${step} is gone; it was made again` }) as const;
  const diverged = { step: 3, kind: 'divergence', what: 'version 3 became b' } as const;
  const told = (incidents: ReportData['incidents']) =>
    verdict({ ...madeReport, incidents }).toKnow.map(({ subject, says }) => `${subject}: ${says}`);
  const before = told([]);
  const news = (incidents: ReportData['incidents']) => told(incidents).filter((finding) => !before.includes(finding));
  expect(news([lost(1)])).toEqual(['Step 1: object 1 is gone; it was made again.']);
  expect(news([1, 2, 3, 4, 5, 6, 7].map(lost)).slice(4)).toEqual([
    'Step 5: object 5 is gone; it was made again.',
    'Damage: and 2 more objects or records of the run.',
  ]);
  expect(news([diverged])).toEqual([expect.stringMatching(/^Divergence: 1 met: /)]);
});

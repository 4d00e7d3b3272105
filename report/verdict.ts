import { fromTo, percent } from './format.ts';
import { kindSentence } from './kind-sentences.ts';
import { stageTrends } from './stage-trend.ts';
import type { AccuracyRow, AccuracyTable, ReportData, StepRecord } from './types.ts';
import { changeOf } from './wilson.ts';

/** One thing that the numbers say: of a kind of question, of a stage. */
export interface Finding {
  readonly subject: string;
  readonly says: string;
}

/** Findings of one sort. */
export interface Findings {
  readonly sort: string;
  readonly findings: readonly Finding[];
}

/** What was learnt and what was not, in words made of the run's numbers. */
export interface Verdict {
  readonly headline: string;
  readonly learnt: readonly Findings[];
  readonly notLearnt: readonly Findings[];
  /** What a reader must know before believing the rest. */
  readonly toKnow: readonly Finding[];
}

/** What the two columns of a run's verdict are called. */
export const verdictTitles = { learnt: 'Learnt', notLearnt: 'Not learnt, or not shown' } as const;

/** Groups with equal rewards are worth a word where they are more than half of those of a stage's last third. */
const manyFlatGroups = 0.5;
const damagesTold = 5;
/** Nearly all right: there is little left to gain. */
const nearlyAll = 0.9;

const sorts = {
  learnt: 'Better beyond both intervals, and above guessing',
  worse: 'Worse than before',
  guess: 'Not surely above guessing',
  none: 'Not one right',
  known: 'Known before already',
  unsettled: 'A gain is not shown: the intervals overlap',
} as const;
type Sort = keyof typeof sorts;

export function verdict({ accuracy, steps, stages, run, incidents }: ReportData): Verdict {
  const names = stages.map(({ name }) => name);
  const idle = idleStages({ steps, stages });
  const toKnow = [
    ...readability(accuracy),
    ...onBlankPaper(accuracy),
    ...flatGroups(steps, names),
    ...divergence(run, incidents),
    ...damages(incidents),
  ];
  const rows = judgedRows(accuracy);
  if (!accuracy || rows.length === 0) {
    const headline = accuracy
      ? `After ${steps.length} steps nothing has been asked again yet: what was learnt is not known.`
      : 'Nothing has been evaluated yet.';
    return { headline, learnt: [], notLearnt: idle, toKnow };
  }
  const of = (sort: Sort): readonly Findings[] => {
    const findings = rows.filter((row) => sortOf(row) === sort).map(findingOf);
    return findings.length > 0 ? [{ sort: sorts[sort], findings }] : [];
  };
  return {
    headline: headlineOf(accuracy),
    learnt: of('learnt'),
    notLearnt: [...of('worse'), ...of('guess'), ...of('none'), ...of('unsettled'), ...of('known'), ...idle],
    toKnow: [...toKnow, oneRun],
  };
}

const oneRun: Finding = {
  subject: 'One run',
  says: 'the intervals tell how sure the shares are for these weights; another seed may end elsewhere.',
};

type JudgedRow = AccuracyRow & { readonly after: NonNullable<AccuracyRow['after']> };

const wasAskedAgain = (row: AccuracyRow): row is JudgedRow => row.after !== undefined && row.count > 0;
const isKind = ({ label }: AccuracyRow): boolean => kindSentence(label) !== undefined;

/** The kinds of question, and planning by its transfers. */
function judgedRows(accuracy: AccuracyTable | undefined): readonly JudgedRow[] {
  if (!accuracy) return [];
  const plans = accuracy.byTransfers.map((row) => ({ ...row, label: `plans of ${row.label}` }));
  return [...accuracy.rows.filter(isKind), ...plans].filter(wasAskedAgain);
}

function sortOf({ before, after, guessing = 0 }: JudgedRow): Sort {
  const change = changeOf(before, after);
  if (change === 'worse') return 'worse';
  if (after.right === 0) return 'none';
  if (after.low <= guessing) return 'guess';
  if (change === 'better') return 'learnt';
  return before.mean > nearlyAll ? 'known' : 'unsettled';
}

function findingOf({ label, before, after, guessing }: JudgedRow): Finding {
  const beside = guessing !== undefined && after.low <= guessing ? `, guessing ${percent(guessing)}` : '';
  return { subject: label, says: `${fromTo(before.mean, after.mean)}${beside}` };
}

const sums = { 'dense questions': 'all dense', plans: 'all planning' };

function headlineOf({ rows }: AccuracyTable): string {
  const kinds = rows.filter(isKind).filter(wasAskedAgain);
  const learnt = kinds.filter((row) => sortOf(row) === 'learnt').length;
  const shares = Object.entries(sums).flatMap(([what, label]) => {
    const row = rows.find((each) => each.label === label);
    return row && wasAskedAgain(row) ? [`${what} ${fromTo(row.before.mean, row.after.mean)}`] : [];
  });
  return `${learnt} of ${kinds.length} kinds of question learnt. Held-out answers right: ${shares.join(', ')}.`;
}

function idleStages({ steps, stages }: Pick<ReportData, 'steps' | 'stages'>): readonly Findings[] {
  const findings = stageTrends(steps, stages)
    .filter(({ moved }) => moved !== 'up')
    .map(({ stage, first, last }) => ({ subject: `stage ${stage}`, says: fromTo(first, last) }));
  return findings.length > 0
    ? [{ sort: 'No more right answers in the last third of a stage’s steps than in its first', findings }]
    : [];
}

function readability(accuracy: AccuracyTable | undefined): readonly Finding[] {
  if (!accuracy) return [];
  const { before, after } = accuracy.unreadable;
  if (before === 0 && !after) return [];
  const now = after === undefined ? '' : `, ${after} after`;
  return [{ subject: 'Unreadable', says: `${before} held-out answers could not be read before training${now}.` }];
}

/** Whether the policy needs its eyes: what it gets right about blank paper, beside what guessing gets. */
function onBlankPaper(accuracy: AccuracyTable | undefined): readonly Finding[] {
  const shares = Object.entries(sums).flatMap(([what, label]) => {
    const { blank, guessing = 0 } = accuracy?.rows.find((row) => row.label === label) ?? {};
    if (!blank) return [];
    const isRead = blank.low <= guessing;
    return [
      `${percent(blank.mean)} of ${what} (guessing ${percent(guessing)}${isRead ? '' : ': some answers need no map'})`,
    ];
  });
  return shares.length === 0
    ? []
    : [{ subject: 'Blank paper', says: `in each map’s place leaves right ${shares.join(' and ')}.` }];
}

function flatGroups(steps: readonly StepRecord[], stages: readonly string[]): readonly Finding[] {
  return stages.flatMap((name) => {
    const ofStage = steps.filter(({ stage }) => stage === name);
    const shares = ofStage.flatMap(({ metrics }) => metrics['frac_reward_zero_std'] ?? []);
    const last = shares.slice(-Math.ceil(shares.length / 3));
    const mean = last.reduce((sum, share) => sum + share, 0) / Math.max(1, last.length);
    if (mean <= manyFlatGroups) return [];
    const says = `towards its end ${percent(mean)} of the groups had equal rewards, from which nothing is learnt.`;
    return [{ subject: `Stage ${name}`, says }];
  });
}

/** As often as the run counted them, or as they were noticed, whichever is more. */
function divergence({ divergences = 0 }: ReportData['run'], incidents: ReportData['incidents']): readonly Finding[] {
  const times = Math.max(divergences, incidents.filter(({ kind }) => kind === 'divergence').length);
  if (times === 0) return [];
  const says = `${times} met: workers that round otherwise than the first, or recorded updates that gave another digest when made again; the run went on from what it had.`;
  return [{ subject: 'Divergence', says }];
}

/** What was lost or damaged in the store: the first few, by name. */
function damages(incidents: ReportData['incidents']): readonly Finding[] {
  const found = incidents.filter(({ kind }) => kind !== 'divergence');
  const told = found.slice(0, damagesTold).map(({ step, what }) => ({ subject: `Step ${step}`, says: `${what}.` }));
  const more = found.length - told.length;
  return more > 0 ? [...told, { subject: 'Damage', says: `and ${more} more objects or records of the run.` }] : told;
}

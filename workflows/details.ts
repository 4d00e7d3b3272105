import type { BuiltDataset } from '../activities/close-dataset.ts';
import type { Evaluation, Tally } from '../activities/data.ts';
import type { PolicyEvaluation } from '../activities/evaluation.ts';
import type { Swept } from '../report/swept-text.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import type { ArmStanding, Progress } from './messages.ts';

const shown = [
  'critic/rewards/mean',
  'critic/accuracy',
  'train/loss',
  'frac_reward_zero_std',
  'response_length/mean',
  'actor/entropy',
  'actor/kl_loss',
  'actor/grad_norm',
] as const;

/** Marks part the cells of every table, since the UI may show them with nothing between. */
function metricsTable(metrics: Progress['metrics']): readonly string[] {
  const rows = shown.flatMap((name) => {
    const value = metrics[name];
    return value === undefined ? [] : [`| ${name} | = ${value.toFixed(4)} |`];
  });
  return rows.length === 0 ? [] : ['', '| metric | = last step |', '| --- | --- |', ...rows];
}

function gateLine(gate: Progress['gate']): readonly string[] {
  if (!gate) return [];
  const { measure, value, best, step, checks, withoutGain, opened } = gate;
  const decision = opened === null ? 'goes on' : `ends: ${opened}`;
  const measuredThere = `${measure} ${value.toFixed(4)} at step ${step}, best ${best.toFixed(4)}`;
  return ['', `Gate: ${measuredThere}, ${withoutGain} of ${checks} checks without gain, ${decision}`];
}

/** What the UI shows of a curriculum while a stage is at work, as Markdown. */
export function atWorkDetails({ stage, step, steps, child, metrics, gate }: Progress): string {
  return [
    `Stage **${stage}**, workflow \`${child}\`: step ${step} of ${steps} in all`,
    ...gateLine(gate),
    ...metricsTable(metrics),
  ].join('\n');
}

const versionLine = ({ step, digest }: PolicyVersion): string =>
  `Policy version ${step}, digest \`${digest.slice(0, 16)}\``;

/** What the UI shows of a stage, as Markdown. */
export function stageDetails(progress: Progress, version: PolicyVersion, notice: string | undefined): string {
  return [
    `**${progress.stage}**: step ${progress.step} of ${progress.steps} (${progress.state})`,
    ...(notice === undefined ? [] : ['', notice]),
    ...gateLine(progress.gate),
    ...metricsTable(progress.metrics),
    '',
    versionLine(version),
  ].join('\n');
}

/** What the UI shows of a curriculum that has ended: the accuracy that it brought. */
export function resultDetails(before: Evaluation, after: Evaluation, report: string): string {
  const tallies = ({ byKind, byCity }: Evaluation): readonly Tally[] => [...byKind, ...byCity];
  const earlier = new Map(tallies(before).map((tally) => [tally.label, tally]));
  const share = (tally: Tally | undefined): string => (tally ? `${tally.right} of ${tally.count}` : 'none');
  return [
    '| held-out questions: | before | → after |',
    '| --- | --- | --- |',
    ...tallies(after).map((tally) => `| ${tally.label}: | ${share(earlier.get(tally.label))} | → ${share(tally)} |`),
    '',
    `Report \`${report}\`, policy version ${after.step}`,
  ].join('\n');
}

/** What the UI shows of an evaluation at work. */
export function evaluatingDetails(benchmark: string, answered: number, parts: number, version: PolicyVersion): string {
  return [`**${benchmark}**: ${answered} of ${parts} parts answered`, '', versionLine(version)].join('\n');
}

/** What the UI shows of an evaluation that has ended: its table. */
export function evaluatedDetails({ table, version }: PolicyEvaluation, records: string): string {
  return ['```', table, '```', '', `${versionLine(version)}, files under \`${records}/\``].join('\n');
}

/** What the UI shows of an import at work, as Markdown. */
export function importingDetails(at: {
  readonly imported: number;
  readonly shards: number;
  readonly rows: number;
  readonly of: number;
  readonly skipped: number;
}): string {
  return `**import**: shard ${at.imported} of ${at.shards}, ${at.rows} of ${at.of} rows read, ${at.skipped} left out`;
}

/** What the UI shows of a dataset that is in the store. */
export function builtDetails({ name, rows, questions, skipped, tally, notice, manifest }: BuiltDataset): string {
  return [
    `Dataset **${name}**: ${questions} questions from ${rows} rows, ${skipped} rows left out`,
    '',
    '| questions: | = count |',
    '| --- | --- |',
    ...Object.entries(tally).map(([label, count]) => `| ${label} | = ${count} |`),
    ...(notice === '' ? [] : ['', `Left out: ${notice}`]),
    '',
    `Manifest \`${manifest.key}\``,
  ].join('\n');
}

/** What the UI shows of a comparison at work: what became of each arm with each seed. */
export function comparingDetails(arms: readonly ArmStanding[]): string {
  const seeds = [...new Set(arms.map(({ seed }) => seed))];
  const names = [...new Set(arms.map(({ arm }) => arm))];
  const state = (name: string, seed: number): string =>
    arms.find((each) => each.arm === name && each.seed === seed)?.state ?? '';
  const atWork = arms.flatMap(({ arm, seed, state, child }) =>
    state === 'training' && child !== undefined ? [`${arm}, seed ${seed}: workflow \`${child}\``] : [],
  );
  return [
    `| arm: |${seeds.map((seed) => ` = seed ${seed} |`).join('')}`,
    `| --- |${seeds.map(() => ' --- |').join('')}`,
    ...names.map((name) => `| ${name}: |${seeds.map((seed) => ` = ${state(name, seed)} |`).join('')}`),
    '',
    ...atWork,
  ].join('\n');
}

/** What the UI shows of a comparison that has ended: its table. */
export function comparedDetails(arms: readonly ArmStanding[], table: string, report: string): string {
  return ['```', table, '```', '', comparingDetails(arms), '', `Report \`${report}\``].join('\n');
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What the UI shows of a sweep that has ended. */
export function sweptDetails({ removed, before, gone, named, young, left }: Swept): string {
  const rows = [
    ...gone.map(({ kind, ...counted }) => ({ what: `${removed ? 'removed' : 'would go'}: ${kind}`, ...counted })),
    { what: 'reached, stays', ...named },
    { what: `not reached, written since ${before}, stays`, ...young },
  ];
  return [
    '| objects: | = count | = size |',
    '| --- | --- | --- |',
    ...rows.map(({ what, objects, bytes }) => `| ${what} | = ${objects} | = ${megabytes(bytes)} |`),
    ...(left ? ['', `${left.snapshots} of those that stay wait for a Tinker server: ${left.why}.`] : []),
  ].join('\n');
}

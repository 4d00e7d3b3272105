import { describe, expect, test } from 'vitest';

import type { CurriculumResult } from '../../workflows/train-curriculum.ts';
import type { EndedRun } from './ended-run.ts';
import { judged } from './judge.ts';
import { unnoticed } from './other-threads.ts';
import { objectOf, tableStore, type Table } from './table-store.ts';

const [report, reportBytes] = objectOf('<html>', 'html');
const [, stray] = objectOf('{"stray":true}');
const [batch, batchBytes] = objectOf('{"groups":[]}');

/** Everything of a run of two steps that is looked at; what a clock measured is `seconds`. */
function tableOf(run: string, seconds: number): Table {
  const metrics = (step: number) => ({ 'critic/accuracy': step / 2, 'timing_s/update_actor': seconds });
  const entry = (step: number) => ({
    step,
    stage: 's',
    batch,
    before: `d${step}`,
    after: `d${step + 1}`,
    metrics: metrics(step),
  });
  const line = (step: number) => JSON.stringify({ schemaVersion: 1, run, stage: 's', step, metrics: metrics(step) });
  return {
    [`runs/${run}/log/000000.json`]: JSON.stringify(entry(0)),
    [`runs/${run}/log/000001.json`]: JSON.stringify(entry(1)),
    [`runs/${run}/snapshots/000002.json`]: JSON.stringify({ step: 2, digest: 'd2' }),
    [`runs/${run}/evaluations/after.json`]: JSON.stringify({ label: 'after', right: 3 }),
    [`runs/${run}/metrics.jsonl`]: `${line(0)}\n${line(1)}\n`,
    [`runs/${run}/report.html`]: '<html>',
    [`runs/${run}/seal.json`]: JSON.stringify({ report }),
    ...reportBytes,
    ...batchBytes,
  };
}

function ended(run: string, table: Table, digest = 'd2'): EndedRun {
  const result = { run, outcome: 'finished', version: { step: 2, digest }, divergences: 0, report };
  return {
    result: result as unknown as CurriculumResult,
    failure: undefined,
    facts: { begun: 0, ended: 0, updates: [], lostAttempts: 0 },
    store: tableStore(table),
    deaths: [],
  };
}

const undisturbed = ended('a/1', tableOf('a/1', 1));
const whole = tableOf('b/2', 7);
const noFaults = async (): Promise<readonly string[]> => [];
const against = async (table: Table, digest?: string): Promise<readonly string[]> =>
  (await judged(undisturbed, ended('b/2', table, digest), noFaults)).differed;

describe('a run that was disturbed', () => {
  test('and ended as one that was not differs in nothing, whatever the clock measured', async () => {
    expect(await judged(undisturbed, ended('b/2', whole), noFaults)).toEqual({
      digest: { undisturbed: 'd2', disturbed: 'd2', equal: true },
      steps: { undisturbed: 2, metricsExactlyOnce: 2 },
      objects: { named: 2, incomplete: [], unnamed: 0 },
      lineage: [],
      differed: [],
    });
  });

  test('and came to another digest differs', async () => {
    expect(await against(whole, 'other')).toContain('result version');
  });

  test('and failed differs', async () => {
    const failed = { ...ended('b/2', whole), result: undefined, failure: 'CorruptObject: object x' };
    expect(await judged(undisturbed, failed, noFaults)).toMatchObject({
      digest: { equal: false, disturbed: null },
      differed: ['the run failed: CorruptObject: object x'],
    });
  });

  test('and whose lineage is not whole differs', async () => {
    const faults = async (): Promise<readonly string[]> => ['the seal has another'];
    const { lineage, differed } = await judged(undisturbed, ended('b/2', whole), faults);
    expect([lineage, differed]).toEqual([['the seal has another'], ['the seal has another']]);
  });

  const changed = (key: string, from: string, to: string): Table => ({
    ...whole,
    [key]: whole[key]!.replace(from, to),
  });
  const line = whole['runs/b/2/metrics.jsonl']!.split('\n')[1]!;

  test.each<readonly [string, Table, string]>([
    ['a metric of its log', changed('runs/b/2/log/000001.json', '0.5', '0.25'), 'log entry 1'],
    ['its batch', changed('runs/b/2/log/000001.json', batch.sha256, report.sha256), 'log entry 1'],
    ['a snapshot', changed('runs/b/2/snapshots/000002.json', 'd2', 'd3'), 'snapshot 000002.json'],
    ['an evaluation', changed('runs/b/2/evaluations/after.json', '3', '4'), 'evaluation after.json'],
    ['a line of its metrics', changed('runs/b/2/metrics.jsonl', '0.5', '0.25'), 'metrics.jsonl line 2'],
    [
      'metrics told twice',
      changed('runs/b/2/metrics.jsonl', line, `${line}\n${line}`),
      'metrics of steps are missing or told twice',
    ],
    [
      'metrics left out',
      changed('runs/b/2/metrics.jsonl', `${line}\n`, ''),
      'metrics of steps are missing or told twice',
    ],
    ['an older report', changed('runs/b/2/report.html', '<html>', '<htm>'), 'report.html is not the last report'],
    ['an object too many', { ...whole, ...stray }, 'a sweep left 1 objects that nothing names'],
    ['a damaged object', changed(batch.key, 'groups', 'grouqs'), `${batch.key} has other bytes than its digest says`],
  ])('and has %s differs', async (_, table, told) => {
    expect(await against(table)).toContain(told);
  });
});

describe('workers with other threads', () => {
  const alike = { divergences: 0, digestEqual: true };
  const counted = { divergences: 3, digestEqual: false };
  const silent = { divergences: 0, digestEqual: false };

  test.each([
    ['are noticed where they are counted', { replaced: counted, joined: counted, refused: 'Divergence' }, 0],
    ['need no notice where nothing came out otherwise', { replaced: alike, joined: alike, refused: null }, 0],
    [
      'go unnoticed where a run ends otherwise and says nothing',
      { replaced: counted, joined: silent, refused: 'Divergence' },
      1,
    ],
    ['go unnoticed where a run should have failed', { replaced: counted, joined: counted, refused: null }, 1],
  ])('%s', (_, found, times) => {
    expect(unnoticed({ threads: 2, ...found })).toHaveLength(times);
  });
});

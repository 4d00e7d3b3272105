import fc from 'fast-check';
import { expect, test } from 'vitest';

import { markOf } from '../activities/dataset-marks.ts';
import { solvedMetric } from '../activities/rollout-metrics.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { StageRows, type AskedRow } from '../activities/stage-rows.ts';
import type { StageSpec } from '../activities/stage-spec.ts';
import type { LogEntry } from '../store/run-records.ts';
import { difficulties, questionKinds, type Difficulty, type QuestionKind } from '../transit/question.ts';
import { smallRun } from './small-run.ts';

interface Row {
  readonly kind: QuestionKind;
  readonly difficulty: Difficulty;
  readonly strange: boolean;
}

const marksOf = (rows: readonly Row[]): Uint8Array =>
  Uint8Array.from(
    rows.map(({ kind, difficulty, strange }) => markOf(kind, difficulty, { question: strange, solution: false })),
  );

const dataset = { name: 'd', order: 'shuffled', strangeTexts: 'skip' } as const;

function stageRows(rows: readonly Row[], stage: Partial<StageSpec>, questions = 4): StageRows {
  const spec: CurriculumSpec = { ...smallRun, rollout: { ...smallRun.rollout, questions } };
  return new StageRows(spec, { name: 'stage', kinds: ['TorF1'], dataset, ...stage }, marksOf(rows));
}

const numbers = (asked: readonly AskedRow[]): readonly number[] => asked.map(({ row }) => row);
const steps = (rows: StageRows, count: number, log: readonly LogEntry[] = []): readonly AskedRow[] =>
  Array.from({ length: count }, (_, step) => rows.ofStep(step, log)).flat();

/** Rows of every kind and difficulty in turn. */
const mixed = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: questionKinds[n % questionKinds.length]!,
    difficulty: difficulties[Math.floor(n / questionKinds.length) % difficulties.length]!,
    strange: false,
  }));

const row = fc.record({
  kind: fc.constantFrom(...questionKinds),
  difficulty: fc.constantFrom(...difficulties),
  strange: fc.boolean(),
});
const someRows = fc.array(row, { minLength: 1, maxLength: 200 });
const kindList = fc.uniqueArray(fc.constantFrom(...questionKinds), { minLength: 1 });

test('a pass over all asks each row of its kinds that can be read once, in an order that the name decides', () => {
  fc.assert(
    fc.property(someRows, kindList, fc.constantFrom('stored' as const, 'shuffled' as const), (rows, kinds, order) => {
      const asked = stageRows(rows, { kinds, dataset: { ...dataset, order } });
      const readable = rows.flatMap(({ kind, strange }, n) => (kinds.includes(kind) && !strange ? [n] : []));
      expect(asked.size).toBe(readable.length);
      const pass = numbers(asked.pass(asked.size));
      expect(order === 'stored' ? pass : pass.toSorted((a, b) => a - b)).toEqual(readable);
      expect(stageRows(rows, { kinds, dataset: { ...dataset, order } }).pass(asked.size)).toEqual(
        asked.pass(asked.size),
      );
    }),
  );
});

test('steps pass every row before one comes again, and each pass has an order of its own', () => {
  const rows = stageRows(mixed(70), { kinds: ['TorF1', 'TorF2'] }, 8);
  const asked = steps(rows, 5);
  const passes = [asked.slice(0, 20), asked.slice(20, 40)];
  for (const [pass, part] of passes.entries()) {
    expect(new Set(numbers(part)).size).toBe(20);
    expect(part.every(({ again }) => again === pass)).toBe(true);
  }
  expect(numbers(passes[0]!)).not.toEqual(numbers(passes[1]!));
});

test('stored order asks rows as they are stored, again and again', () => {
  const rows = stageRows(mixed(35), { kinds: ['TorF2'], dataset: { ...dataset, order: 'stored' } }, 3);
  expect(numbers(steps(rows, 3))).toEqual([1, 8, 15, 22, 29, 1, 8, 15, 22]);
});

test('a step is the same whatever was asked before it', () => {
  const stages: readonly Partial<StageSpec>[] = [
    { kinds: ['TorF1', 'Counting2'] },
    { kinds: { TorF1: 3, planning_long: 1 } },
    { kinds: { TorF1: 3, Counting1: 1 }, difficulty: { weights: { easy: 1, hard: 2 } } },
    { kinds: ['TorF1'], difficulty: { adaptive: { window: 2, floor: 0.1 } } },
  ];
  for (const stage of stages) {
    const inTurn = stageRows(mixed(200), stage);
    steps(inTurn, 9);
    for (const step of [5, 12, 0, 9])
      expect(inTurn.ofStep(step, [])).toEqual(stageRows(mixed(200), stage).ofStep(step, []));
  }
});

test('shares hold over a pass and over steps, each row of a kind once a pass', () => {
  const rows = mixed(700);
  const kinds = { TorF1: 3, planning_short: 1 };
  const kindsOf = (asked: readonly AskedRow[]) => asked.map(({ row }) => rows[row]!.kind);
  const ofTorF1 = (asked: readonly AskedRow[]): number => kindsOf(asked).filter((kind) => kind === 'TorF1').length;

  const pass = stageRows(rows, { kinds }).pass(80);
  expect(ofTorF1(pass)).toBe(60);
  expect(new Set(numbers(pass)).size).toBe(80);

  const asked = steps(stageRows(rows, { kinds }), 30);
  expect(ofTorF1(asked)).toBe(90);
  expect(new Set(numbers(asked)).size).toBe(120);
});

test('weights draw difficulties, no row twice in a step while there are others', () => {
  const rows = mixed(2_100);
  const weighed = stageRows(rows, { kinds: ['TorF1', 'TorF2'], difficulty: { weights: { easy: 3, hard: 1 } } }, 40);
  const asked = steps(weighed, 25);
  const easy = asked.filter(({ row }) => rows[row]!.difficulty === 'easy').length;
  expect(asked.some(({ row }) => rows[row]!.difficulty === 'middle')).toBe(false);
  expect(easy / asked.length).toBeGreaterThan(0.7);
  expect(easy / asked.length).toBeLessThan(0.8);
  expect(new Set(numbers(weighed.ofStep(3, []))).size).toBe(40);

  // Ten rows for forty questions: each comes four times, and never as the same question.
  const few = stageRows(mixed(21 * 10), { difficulty: { weights: { hard: 1 } } }, 40).ofStep(0, []);
  expect(new Set(few.map(({ row, again }) => `${row} ${again}`)).size).toBe(40);
  expect(new Set(numbers(few)).size).toBe(10);
});

test('adaptive sampling asks most of what is half solved, among the difficulties that are there', () => {
  const rows = mixed(2_100).filter(({ difficulty }) => difficulty !== 'middle');
  const log = [{ metrics: { [solvedMetric('easy')]: 1, [solvedMetric('hard')]: 0.5 } } as unknown as LogEntry];
  const adaptive = stageRows(rows, { difficulty: { adaptive: { window: 3, floor: 0.01 } } }, 40);
  const hard = (asked: readonly AskedRow[]): number =>
    asked.filter(({ row }) => rows[row]!.difficulty === 'hard').length / asked.length;
  expect(hard(steps(adaptive, 10, log))).toBeGreaterThan(0.9);
  expect(hard(steps(adaptive, 10))).toBeLessThan(0.65);
});

test('what a pass lacks is told by line, and lines that are empty', () => {
  const rows = mixed(70);
  expect(stageRows(rows, { kinds: { TorF1: 1, TorF2: 3 } }).shortages(16)).toEqual([
    'asks 12 questions of TorF2, there are 10',
  ]);
  expect(stageRows(rows, { kinds: ['TorF1'] }).shortages(10)).toEqual([]);
  const easy = rows.filter(({ difficulty }) => difficulty === 'easy');
  expect(stageRows(easy, { difficulty: { weights: { easy: 1, hard: 1 } } }).empty()).toEqual(['of TorF1 on hard maps']);
});

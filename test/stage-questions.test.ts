import fc from 'fast-check';
import { expect, test } from 'vitest';

import { smallRun } from './small-run.ts';
import type { LogEntry } from '../store/run-records.ts';
import { questionSet } from '../transit/question-set.ts';
import { difficulties } from '../transit/question.ts';
import { solvedMetric } from '../activities/rollout-metrics.ts';
import { difficultyShares, poolQuestions, stepQuestions } from '../activities/stage-questions.ts';

const entry = (solved: Partial<Record<string, number>>): LogEntry =>
  ({
    metrics: Object.fromEntries(
      difficulties.flatMap((each) => (each in solved ? [[solvedMetric(each), solved[each]]] : [])),
    ),
  }) as unknown as LogEntry;

const adaptive = { adaptive: { window: 2, floor: 0.05 } };
const sharesOf = (log: readonly LogEntry[]): Record<string, number> =>
  Object.fromEntries(difficultyShares(adaptive, difficulties, log) as [string, number][]);

test('adaptive sampling asks most where half is solved, over the window alone', () => {
  const log = [entry({ easy: 0.5 }), entry({ easy: 1, hard: 0 }), entry({ easy: 1 })];
  const { easy, middle, hard } = sharesOf(log);
  expect([easy, middle, hard]).toEqual([0.05, 0.3, 0.05]);
  expect(sharesOf([])).toEqual({ easy: 0.3, middle: 0.3, hard: 0.3 });
});

test('a difficulty always has its floor, and no other has more than one half solved', () => {
  const rate = fc.double({ min: 0, max: 1, noNaN: true });
  const logs = fc.array(fc.record({ easy: rate, middle: rate, hard: rate }, { requiredKeys: [] }), { maxLength: 6 });
  fc.assert(
    fc.property(logs, (rates) => {
      const shares = Object.values(sharesOf(rates.map(entry)));
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.05);
      expect(Math.max(...shares)).toBeLessThanOrEqual(0.3);
    }),
  );
});

test('a stage of kinds and steps asks what it always asked', () => {
  const [stage] = smallRun.stages;
  const { seed, maps } = smallRun;
  expect(stepQuestions(smallRun, stage!, 3, [])).toEqual(
    questionSet({
      split: 'train',
      name: [seed, stage!.name, 3],
      kinds: stage!.kinds,
      count: smallRun.rollout.questions,
      difficulties: maps.difficulties,
    }),
  );
});

test('one pass asks each question of the pool once', () => {
  const stage = { name: 'pass', kinds: ['TorF1' as const], pool: 12 };
  const ids = poolQuestions(smallRun, stage, 12).map(({ question }) => question.id);
  expect(new Set(ids).size).toBe(12);
});

test('a supervised stage asks several questions about each map of a step', () => {
  const stage = {
    name: 'taught',
    kinds: ['TorF1' as const],
    steps: 2,
    learn: 'supervised' as const,
    questionsPerMap: 3,
  };
  const networks = stepQuestions(smallRun, stage, 0, []).map(({ network }) => network);
  const { questions } = smallRun.rollout;
  expect(networks).toHaveLength(3 * questions);
  expect(new Set(networks).size).toBe(questions);
  expect(networks[0]).toBe(networks[2]);
});

test('plans need the transfers that the spec states, in fresh questions and in a pool', () => {
  const spec = { ...smallRun, maps: { ...smallRun.maps, transfers: [2, 1] } };
  const stage = { name: 'plans', kinds: ['planning_short' as const], steps: 1 };
  const needed = [...stepQuestions(spec, stage, 0, []), ...poolQuestions(spec, stage, 4)].map(
    ({ question }) => question.question_transfer_count,
  );
  expect(needed).toEqual([2, 1, 2, 1, 2, 1, 2, 1]);
});

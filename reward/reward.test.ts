import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stationList } from '../transit/network.ts';
import { questionSet } from '../transit/question-set.ts';
import { questionKinds } from '../transit/question.ts';
import type { RewardLabels } from './labels.ts';
import { RewardError } from './reward-error.ts';
import { rewardModes, scoreAnswer } from './reward.ts';
import type { RewardOptions } from './reward.ts';
import { presetNames, rewardPresets } from './rules.ts';

const stations = { 'Line 1': ['A', 'B', 'C'], 'Line 2': ['C', 'D', 'E'], 'Line 3': ['E', 'F'] };
const labels: RewardLabels = {
  type: 'planning',
  difficulty_city: 'middle',
  question_transfer_count: 1,
  station_1: 'A',
  station_2: 'E',
  answer: -1,
};
const paper: RewardOptions = { preset: 'paper', mode: 'difficulty_aware' };
const released: RewardOptions = { preset: 'released', mode: 'difficulty_aware' };

const route = (...sections: readonly (readonly string[])[]): string =>
  sections
    .map(([line, from, to]) => `Route Name: ${line}\nDeparture Stop: ${from}\nArrival Stop: ${to}`)
    .join('\n--\n');

const piece = fc.constantFrom(
  'Route Name: ',
  'Departure Stop: ',
  'Arrival Stop: ',
  'arrival stop:',
  '\n',
  '--',
  'Line 1',
  'Line 2',
  'A',
  'C',
  'E',
  '\\boxed{',
  '{',
  '}',
  'the answer is ',
  'yes',
  'B',
  '3',
  '٣',
  '.',
  '=',
  '/',
  '\\sqrt',
  '\\frac',
  '\u0000',
  '\ud800',
  '站',
  '(',
);
const stop = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc
    .array(fc.tuple(fc.constantFrom(...Object.keys(stations), 'Line 9'), stop, stop))
    .map((sections) => route(...sections)),
);
const anyLabels = fc.record({
  type: fc.constantFrom('TorF1', 'TorF2', 'Counting1', 'Counting2', 'Counting3', 'planning'),
  difficulty_city: fc.constantFrom('easy', 'middle', 'hard'),
  question_transfer_count: fc.integer({ min: 0, max: 3 }),
  station_1: fc.constantFrom('A', 'B', 'C'),
  station_2: fc.constantFrom('C', 'E', 'F'),
  answer: fc.integer({ min: -1, max: 12 }),
});
const anyOptions = fc.record({ preset: fc.constantFrom(...presetNames), mode: fc.constantFrom(...rewardModes) });

test('any text is scored: the total is its parts times the weight, detail stays in its bounds, reasons add up', () => {
  fc.assert(
    fc.property(text, anyLabels, anyOptions, (answer, asked, options) => {
      const reward = scoreAnswer(answer, asked, stations, options);
      const detail = reward.detailRaw ?? 0;
      expect(reward.total).toBe((reward.accuracyReward + reward.formatReward + 0.5 * detail) * reward.weight);
      expect(reward.accuracyReward).toBe(reward.accuracy ? 10 : 0);
      expect(reward.accuracy).toBe(reward.outcome === 'right');
      expect(detail).toBeLessThanOrEqual(10);
      expect(detail).toBeGreaterThanOrEqual(rewardPresets[options.preset].detailFloor ?? -Infinity);
      const pointsOf = (part: string): number =>
        reward.reasons.reduce((sum, reason) => (reason.part === part ? sum + reason.points : sum), 0);
      expect([pointsOf('accuracy'), pointsOf('format'), pointsOf('detail')]).toStrictEqual([
        reward.accuracyReward,
        reward.formatReward,
        detail,
      ]);
    }),
    { numRuns: 2000 },
  );
});

test('the solution of every generated question is worth all there is', () => {
  const detailByTransfers = [6, 9, 10];
  const posed = questionSet({
    split: 'test',
    name: ['reward'],
    kinds: questionKinds,
    count: 70,
    difficulties: ['easy', 'middle', 'hard'],
    questionsPerNetwork: 7,
  });
  for (const { question, network } of posed) {
    const reward = scoreAnswer(question.solution, question, stationList(network), paper);
    expect(reward, `solution of ${question.id}`).toMatchObject({
      outcome: 'right',
      accuracyReward: 10,
      formatReward: 1,
    });
    const full = question.type === 'planning' ? detailByTransfers[question.question_transfer_count] : null;
    expect(reward.detailRaw, `detail of ${question.id}`).toBe(full);
    expect(
      scoreAnswer(question.solution, question, stationList(network), released).accuracy,
      `released: ${question.id}`,
    ).toBe(question.kind !== 'planning_long');
  }
});

test('strict detail of the paper preset', () => {
  const detail = (answer: string, transfers: number): number | null =>
    scoreAnswer(answer, { ...labels, question_transfer_count: transfers }, stations, paper).detailRaw;
  const right = route(['Line 1', 'A', 'C'], ['Line 2', 'C', 'E']);
  expect(detail(right, 1)).toBe(2 + 3 + 3 + 1);
  expect(detail(route(['Line 3', 'A', 'C'], ['Line 2', 'C', 'E']), 1)).toBe(2 + 3);
  expect(detail(route(['Line 1', 'A', 'B'], ['Line 2', 'B', 'E']), 1)).toBe(2 + 3);
  expect(detail(route(['Line 9', 'A', 'E']), 1)).toBe(2);
  expect(detail(route(['Line 1', 'A', 'B'], ['Line 1', 'B', 'C'], ['Line 2', 'C', 'E']), 1)).toBe(
    2 + 3 + 1 + 3 + 3 - 5,
  );
  expect(detail(route(['Line 1', 'B', 'E']), 1)).toBe(0);
  expect(detail(route(...Array.from({ length: 9 }, () => ['Line 9', 'A', 'E'])), 1)).toBe(-10);
  const direct = { ...labels, station_2: 'C', question_transfer_count: 0 };
  expect(scoreAnswer(route(['Line 1', 'A', 'C']), direct, stations, paper).detailRaw).toBe(2 + 4);
  expect(scoreAnswer(route(['Line 2', 'A', 'C']), direct, stations, paper).detailRaw).toBe(2);
});

test.each([
  ['right', route(['Line 1', 'A', 'C'], ['Line 2', 'C', 'E'])],
  ['no sections', 'Take Line 1, then Line 2.'],
  ['ends differ', route(['Line 1', 'B', 'C'], ['Line 2', 'C', 'E'])],
  ['unknown line', route(['Line 9', 'A', 'C'], ['Line 2', 'C', 'E'])],
  ['stop not on line', route(['Line 1', 'A', 'D'], ['Line 2', 'D', 'E'])],
  ['sections do not meet', route(['Line 1', 'A', 'B'], ['Line 2', 'C', 'E'])],
  ['stop visited twice', route(['Line 1', 'A', 'C'], ['Line 2', 'C', 'C'], ['Line 2', 'C', 'E'])],
])('a route that ends as "%s"', (outcome, answer) => {
  expect(scoreAnswer(answer, labels, stations, paper).outcome).toBe(outcome);
});

test.each([
  ['TorF1', 1, '\\boxed{No}', 'wrong answer'],
  ['TorF1', 1, 'The map is nice.', 'unreadable answer'],
  ['Counting1', 1, '\\boxed{B}', 'right'],
  ['Counting1', 1, '\\boxed{E}', 'unreadable answer'],
  ['Counting3', 3, '\\boxed{4}', 'wrong answer'],
  ['Counting3', 3, '\\boxed{many}', 'unreadable answer'],
])('%s, label %i, %s: %s', (type, answer, response, outcome) => {
  for (const options of [paper, released]) {
    expect(scoreAnswer(response, { ...labels, type, answer }, stations, options).outcome).toBe(outcome);
  }
});

test('labels without a reward are refused in one sentence, with the parts known so far', () => {
  const refused = (wrong: Partial<RewardLabels>): RewardError => {
    try {
      scoreAnswer('\\boxed{1}', { ...labels, ...wrong }, stations, released);
    } catch (error) {
      if (error instanceof RewardError) return error;
    }
    throw new Error('not refused');
  };
  expect(refused({ difficulty_city: 'medium' }).message).toBe(
    'difficulty_city "medium" is unknown: allowed are easy, middle, hard',
  );
  expect(refused({ question_transfer_count: -1 }).message).toBe('question_transfer_count is -1: it must be 0 or more');
  expect(refused({ type: 'Counting4' })).toMatchObject({
    released: 'UnboundLocalError',
    parts: { extractedAnswer: '1', weight: 1.2, accuracy: null },
  });
  expect(refused({ type: 'route' })).toMatchObject({ released: 'NotImplementedError', parts: { weight: null } });
});

test('an unknown preset is refused', () => {
  const options = { ...released, preset: 'strict' as 'paper' };
  expect(() => scoreAnswer('', labels, stations, options)).toThrow(
    'preset "strict" is unknown: allowed are released, paper',
  );
});

test("rules of one's own take the place of a preset", () => {
  const preset = {
    ...rewardPresets.released,
    accuracyPoints: 1,
    detailWeight: 0,
    mapWeights: { easy: 1, middle: 2, hard: 3 },
  };
  const answer = route(['Line 1', 'A', 'C'], ['Line 2', 'C', 'E']);
  expect(scoreAnswer(answer, labels, stations, { preset, mode: 'difficulty_aware' }).total).toBe(2.5);
});

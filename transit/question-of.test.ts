import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Network } from './network.ts';
import { questionOf } from './question-of.ts';
import { difficulties, type Question, type QuestionKind } from './question.ts';
import { randomNetwork } from './random-network.ts';

/** What a question asks, read back from its words, answered by looking at the lists of stations alone. */
const answerers: Partial<Record<QuestionKind, (network: Network, question: Question) => string>> = {
  TorF1: ({ lines }, { question }) => {
    const [, a, b] = /^Do (..) and (..) /.exec(question)!;
    return lines.some(({ stations }) => stations.includes(a!) && stations.includes(b!)) ? 'Yes' : 'No';
  },
  TorF2: ({ lines }, { question }) => {
    const [, name, stop] = /^Does (Line .) stop at (..)\?/.exec(question)!;
    return lines.find((line) => line.name === name)!.stations.includes(stop!) ? 'Yes' : 'No';
  },
  Counting1: ({ lines }, { question }) => {
    const [, a, b, name] = /between (..) and (..) on (Line .)/.exec(question)!;
    const places = lines.find((line) => line.name === name)!.stations;
    const between = Math.abs(places.indexOf(a!) - places.indexOf(b!)) - 1;
    const options = [...question.matchAll(/\n([A-D])\) (\d+)/g)].filter(([, , count]) => Number(count) === between);
    expect(options).toHaveLength(1);
    return options[0]![1]!;
  },
  Counting2: ({ lines }, { question }) => {
    const [, stop] = /serve (..)\?/.exec(question)!;
    return String(lines.filter((line) => line.stations.includes(stop!)).length);
  },
  Counting3: ({ lines }) => String(lines.length),
};
const denseKinds = Object.keys(answerers) as QuestionKind[];

test('the answers of the dense questions are those that the lists of stations give', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...difficulties), fc.constantFrom(...denseKinds), (name, level, kind) => {
      const network = randomNetwork(['answers', name], level);
      const question = questionOf(kind, network, [name]);
      expect(question).toMatchObject({ kind, difficulty_city: level, city_line_count: network.lines.length });
      const right = answerers[kind]!(network, question);
      expect(question.solution.replace(/^<think>.*<\/think>/, '')).toBe(`\\boxed{${right}}`);
      const label = { Yes: 1, No: 0, A: 0, B: 1, C: 2, D: 3 }[right] ?? Number(right);
      expect(question.answer).toBe(label);
    }),
    { numRuns: 600 },
  );
});

test('a plan rides its lines from the first stop to the last, and its trace tells what it rests on', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...difficulties), fc.boolean(), (name, level, isLong) => {
      const network = randomNetwork(['plans', name], level);
      const question = questionOf(isLong ? 'planning_long' : 'planning_short', network, [name]);
      const { station_1, station_2, solution } = question;
      expect(question.question.startsWith(`Plan a trip from ${station_1} to ${station_2}.\n`)).toBe(true);
      const [, thought, route] = /^<think>(.*)<\/think>([^]*)$/.exec(solution)!;
      const sections = route!.split('\n--\n').map((section) => {
        const via = isLong ? String.raw`\nNumber of Via Stops: (\d)` : '';
        const form = new RegExp(String.raw`^Route Name: (Line \d)\nDeparture Stop: (..)\nArrival Stop: (..)${via}$`);
        const [, line, from, to, stopsBetween] = form.exec(section)!;
        const { stations } = network.lines.find((candidate) => candidate.name === line)!;
        expect(stations).toContain(from);
        expect(stations).toContain(to);
        const between = Math.abs(stations.indexOf(from!) - stations.indexOf(to!)) - 1;
        expect(stopsBetween).toBe(isLong ? String(between) : undefined);
        return { line: line!, from: from!, to: to! };
      });
      expect(sections.map(({ from }) => from)).toEqual([station_1, ...sections.slice(0, -1).map(({ to }) => to)]);
      expect(sections.at(-1)!.to).toBe(station_2);
      expect(question.question_transfer_count).toBe(sections.length - 1);
      const served = (stop: string): string =>
        [stop, ...network.lines.filter((line) => line.stations.includes(stop)).map((line) => line.name)].join(' ');
      const changes = sections.slice(1).map(({ line, from }, i) => {
        const [first, second] = [sections[i]!.line, line].sort();
        return `${first} meets ${second} at ${from}`;
      });
      expect(thought!.split('; ')).toEqual([`${served(station_1)}, ${served(station_2)}`, ...changes]);
    }),
    { numRuns: 300 },
  );
});

test('a plan needs the transfers that are asked for, or the network is refused', () => {
  const line = { name: 'Line 1', colour: 'red', stations: ['A1', 'A2', 'A3'] };
  const places = Object.fromEntries(line.stations.map((stop, column) => [stop, { column, row: 0 }]));
  const network = { country: 'x', city: 'Onetown', columns: 8, rows: 8, lines: [line], places };
  expect(questionOf('planning_short', network, [1], 0).question_transfer_count).toBe(0);
  expect(() => questionOf('planning_short', network, [1], 1)).toThrow(
    'Onetown has no two stations 1 transfers apart; it has pairs for 0',
  );
});

const seeds = 500;

test(`over ${seeds} seeds the answers are balanced`, () => {
  const shares = (kind: QuestionKind, of: (question: Question) => number | string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (let i = 0; i < seeds; i++) {
      const network = randomNetwork(['balance', i], difficulties[i % 3]!);
      const value = of(questionOf(kind, network, ['balance', i]));
      counts[value] = (counts[value] ?? 0) + 1 / seeds;
    }
    return counts;
  };
  const expectBetween = (
    counts: Record<string, number>,
    keys: readonly (number | string)[],
    low: number,
    high: number,
  ) => {
    for (const key of keys) expect(counts[key] ?? 0, `share of ${key}`).toBeGreaterThan(low);
    for (const key of keys) expect(counts[key] ?? 0, `share of ${key}`).toBeLessThan(high);
  };
  expectBetween(
    shares('TorF1', (q) => q.answer),
    [0, 1],
    0.42,
    0.58,
  );
  expectBetween(
    shares('TorF2', (q) => q.answer),
    [0, 1],
    0.42,
    0.58,
  );
  expectBetween(
    shares('Counting1', (q) => q.answer),
    [0, 1, 2, 3],
    0.19,
    0.31,
  );
  expectBetween(
    shares('Counting1', (q) => betweenOf(q)),
    [0, 1, 2, 3, 4],
    0.12,
    0.28,
  );
  expectBetween(
    shares('Counting2', (q) => q.answer),
    [1, 2],
    0.35,
    0.5,
  );
  expectBetween(
    shares('Counting3', (q) => q.answer),
    [3, 4, 5],
    0.3,
    0.37,
  );
  expectBetween(
    shares('planning_short', (q) => q.question_transfer_count),
    [0, 1, 2],
    0.22,
    0.45,
  );
});

function betweenOf({ question, answer }: Question): string {
  return [...question.matchAll(/\n[A-D]\) (\d+)/g)][answer]![1]!;
}

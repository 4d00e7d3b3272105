import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth, mostGrowth } from '../growth.ts';
import { imagesOf } from './images.ts';
import { readJsonLines } from './json-lines.ts';
import { benchmarkNames } from './names.ts';
import { readPythonList } from './python-list.ts';
import { rowsOf } from './rows.ts';
import type { BenchmarkRow } from './row.ts';
import { scorePrediction } from './score-prediction.ts';
import { readTsv } from './tsv.ts';

/** A row that any benchmark can be asked of. */
const fields = {
  question: 'Which?',
  question_short: 'How?',
  question_long: 'How? Via Stops:',
  type: 'Counting3',
  difficulty_city: 'easy',
  difficulty_question: 'easy',
  country: 'china',
  city: 'town',
  station_1: 'A',
  station_2: 'B',
  json: { 'Line 1': ['A', 'B'] },
  routes: {
    one: [{ route_name: 'Line 1', departure_stop: 'A', arrival_stop: 'B', num_via_stops: 3, via_stops: ['C', 'D'] }],
  },
  A: 'red',
  B: 'b'.repeat(100_000),
};

const rows: readonly BenchmarkRow[] = benchmarkNames.flatMap((name) => {
  const answer = name === 'reasonmap-plus' || name === 'chartqa' ? 3 : 'A';
  return rowsOf(name, [{ place: 'row 1', fields: { ...fields, answer } }]);
});

const section = 'Route Name: Line 1\nDeparture Stop: A\nArrival Stop: B\nVia Stops: C站,D站\n--\n';

/** Texts that make a careless pattern or loop take quadratic time. */
function textsOf(size: number): Readonly<Record<string, string>> {
  const fill = (text: string): string => text.repeat(Math.ceil(size / text.length));
  return {
    letters: fill('A '),
    'announced answers': fill('answer is '),
    'announcements parted by spaces': `answer${fill(' ')}answer is${fill(' ')}`,
    stars: `answer is ${fill('*')}`,
    spaces: `x${fill(' ')}x`,
    marks: fill('.()[]{}'),
    surrogates: fill('🚇'),
    'halves of surrogates': fill('\ud83d'),
    digits: fill('9'),
    'digits before a letter': `${fill('9')}x`,
    'digits after a letter': `x${fill('9')}`,
    'digits of another script': fill('٣'),
    'digits parted by _': `${fill('1_')}x`,
    exponents: `1e${fill('9')}`,
    percents: fill('%'),
    'percents after a number': `5${fill('%')}`,
    'open lists': fill('['),
    'dotted capitals': fill('İ'),
    sections: fill(section),
    'via stops': `${section.slice(0, -4)}${fill(',C站')}\n`,
    'via labels': fill('Number of Via Stops: Via Stops: '),
    'control characters': fill('\u0000\u001b\ufeff'),
  };
}

test.each(Object.keys(textsOf(1)))('%s are scored in linear time', (name) => {
  const scoring = (size: number) => {
    const text = textsOf(size)[name]!;
    return () => {
      for (const row of rows) expect(scorePrediction(row, text).scores.accuracy).toBeTypeOf('number');
    };
  };
  expect(growth(12_500, scoring)).toBeLessThan(mostGrowth);
});

test('any text is scored, and its parts are numbers within their bounds', () => {
  const word = fc.constantFrom(
    'A',
    'red',
    'Z',
    '3',
    '5%',
    '\\boxed{',
    '}',
    '--',
    '\n',
    section,
    'Via Stops: ',
    '\ud83d',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word).map((words) => words.join('')),
  );
  fc.assert(
    fc.property(text, (answer) => {
      for (const row of rows) {
        const { scores, unparsable, outcome } = scorePrediction(row, answer);
        for (const score of Object.values(scores)) expect(score).toBeGreaterThanOrEqual(0);
        expect(scores.accuracy === 1).toBe(outcome === 'right');
        expect(unparsable && scores.accuracy === 1).toBe(false);
      }
    }),
  );
});

test.each(['"', '""', '\t', '\n', '\r', '"\t', '\t"a"'])('a table of %j is read or refused in linear time', (text) => {
  const reading = (size: number) => {
    const table = `a\tb\n${text.repeat(size / text.length)}`;
    return () => expect(outcomeOf(() => readTsv([table]).length)).toMatch(/^(\d+|BenchmarkError)$/);
  };
  expect(growth(25_000, reading)).toBeLessThan(mostGrowth);
});

function outcomeOf(read: () => number): string {
  try {
    return String(read());
  } catch (error) {
    return (error as Error).name;
  }
}

test('a list is read, and white space without end is no picture, in linear time', () => {
  const reading = (size: number) => {
    const long = 'x'.repeat(size);
    const picture = [{ index: '0', image: `A${' '.repeat(size)}!` }];
    return () => {
      expect(readPythonList(`['${long}', "${long}"]`)).toEqual([long, long]);
      expect(readPythonList(`['${'\\\\'.repeat(size / 2)}`)).toBeUndefined();
      expect(imagesOf(picture)).toEqual([expect.stringContaining('base64')]);
    };
  };
  expect(growth(25_000, reading)).toBeLessThan(mostGrowth);
});

test('a row of JSON that is deeper than any is refused in a sentence, or read', () => {
  const deep = `{"a":${'['.repeat(100_000)}`;
  expect(() => readJsonLines([deep])).toThrow(/line 1: is not JSON/);
});

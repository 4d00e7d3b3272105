import { expect, test } from 'vitest';
import { growth, mostGrowth } from './growth.ts';
import { scoreAnswer } from './reward.ts';
import { presetNames } from './rules.ts';

const stations = { 'Line 1': ['A', 'B'], 'Line 2': ['B', 'C'] };
const labels = {
  difficulty_city: 'hard',
  question_transfer_count: 0,
  station_1: 'A',
  station_2: 'B',
  answer: 1,
};
const section = 'Route Name: Line 1\nDeparture Stop: A\nArrival Stop: B\n--\n';

/** Texts that make a careless pattern or loop take quadratic time. */
function textsOf(size: number): Readonly<Record<string, string>> {
  const fill = (text: string): string => text.repeat(Math.ceil(size / text.length));
  return {
    'open brackets in a name': section.replace('A', fill('(')),
    'bracket groups in a name': section.replace('A', fill('(x)')),
    'stations in stations': section.replace('A', `${fill('sta')}${fill('tion')}`),
    '站 without end': section.replace('A', fill('站')),
    spaces: fill(' \u0085\t'),
    sections: fill(section),
    separators: fill('--'),
    labels: fill('Route Name: Departure Stop: Arrival Stop:'),
    boxes: fill('\\boxed{'),
    'nested braces': `\\boxed${fill('{')}${fill('}')}`,
    'empty braces': fill('{}'),
    'full stops': `\\boxed{3${fill('.')}}`,
    digits: `\\boxed{${fill('9')}}`,
    'digits of another script': `\\boxed{${fill('٣')}}`,
    'digits parted by _': `\\boxed{${fill('1_')}}`,
    thousands: `\\boxed{${fill('111,')}x}`,
    announcements: fill('the answer is '),
    equalities: fill('=\\approx'),
    'roots and fractions': fill('\\sqrt\\frac'),
    'control characters': fill('\u0000\u001b\ufeff'),
  };
}

test.each(Object.keys(textsOf(1)))('%s are scored in linear time', (name) => {
  const scoring = (size: number) => {
    const text = textsOf(size)[name]!;
    return () => {
      for (const preset of presetNames) {
        for (const type of ['TorF1', 'Counting1', 'Counting3', 'planning']) {
          const { total } = scoreAnswer(text, { ...labels, type }, stations, { preset, mode: 'difficulty_aware' });
          expect(total).not.toBeNaN();
        }
      }
    };
  };
  expect(growth(12_500, scoring)).toBeLessThan(mostGrowth);
});

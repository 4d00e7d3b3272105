import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluationName, steadyName, trainingName, withoutMarks } from './station-name.ts';

test.each([
  ['Tech Univ', 'technologyuniversity'],
  ['Technology University', 'technologynologyuniversityersity'],
  ['Queen Street Station', 'queenstreet'],
  ['Huaihai Road', 'huaihailu'],
  ["S. Ch'eng (North) - East", 's.chengeast'],
  ['Asian Games Village', 'yayuncun'],
  ['长沙火车南站站', '长沙火车南站'],
  ['东管头南站 ', '东管头南站'],
  ['MeMetrotro', 'metro'],
  ['a(b（c)d)e', 'ad)e'],
  ['a(b', 'a(b'],
  ['a\u001cb\u0085c\ufeff', 'abc\ufeff'],
])('training: %j is %j', (name, expected) => {
  expect(trainingName(name)).toBe(expected);
});

test.each([
  ['Queen Street Station', 'queenstreetstation'],
  ['长江路站', '长江路站'],
  ["Metro O'Connell, North", "o'connellnorth"],
])('evaluation: %j is %j', (name, expected) => {
  expect(evaluationName(name)).toBe(expected);
});

test('a name cleaned steadily stays as it is', () => {
  const part = fc.constantFrom(
    'sta',
    'station',
    'tion',
    '站',
    ' ',
    '(',
    ')',
    'Univ',
    '.',
    'Tech',
    'ro',
    'ad',
    'Metro',
    'İ',
    'Σ',
    'a',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(part).map((parts) => parts.join('')),
      ),
      (name) => {
        expect(steadyName(steadyName(name))).toBe(steadyName(name));
      },
    ),
  );
  for (const name of ['Tech. University', 'Technology Univ.', 'Tech Univ Station']) {
    expect(steadyName(name)).toBe(steadyName('Technology University'));
  }
  expect(steadyName('长沙火车南站站')).toBe(steadyName('长沙火车南站'));
  expect(steadyName('东管头南站 ')).toBe(steadyName('东管头南'));
});

test('marks of the station lists are taken off, spaces are not', () => {
  expect(withoutMarks('人民广场站（换乘站）')).toBe('人民广场站');
  expect(withoutMarks('Union Station (Transfer Station) ')).toBe('Union Station ');
  expect(withoutMarks('Union(Transfer Station)')).toBe('Union(Transfer Station)');
});

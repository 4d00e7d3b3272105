import { expect, test } from 'vitest';

import { isAdded, isInSeal } from './sealed-records.ts';

const records = { 'run.json': 'a', 'snapshots/000024.json': 'b' };

test.each([
  ['run.json', false],
  ['snapshots/000024.json', false],
  ['snapshots/000023.json', false],
  ['snapshots/23.json', true],
  ['log/000023.json', false],
  ['log/000024.json', true],
  ['log/24.json', true],
  ['steering/0123456789abcdef0123456789abcdef.json', true],
  ['evaluations/gates/counting/000020.json', true],
  ['toString', true],
  ['incidents/000017-0123456789ab.json', false],
  ['incidents/other.json', true],
  ['retired/snapshots/000020.json', false],
  ['retired/000020.json', true],
  ['seal.json', false],
  ['report.html', false],
  ['metrics.jsonl', false],
])('what a run sealed at step 24 has as %s was added: %s', (name, added) => {
  expect(isAdded(name, records, { step: 24, log: 'c' })).toBe(added);
});

test('a run that keeps no log has none', () => {
  expect(isAdded('log/000003.json', records, { step: 24, log: null })).toBe(true);
});

test('a seal holds incidents that it finds, not the log and what is written again', () => {
  const names = [
    'incidents/000017-0123456789ab.json',
    'lessons/000000.json',
    'report.html',
    'metrics.jsonl',
    'log/000001.json',
  ];
  expect(names.filter(isInSeal)).toEqual(names.slice(0, 4));
});

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { terminalTable } from './terminal-table.ts';
import { wilson } from './wilson.ts';

const rows = [
  { label: 'TorF1', count: 64, before: wilson(32, 64), after: wilson(60, 64), guessing: 0.55 },
  { label: 'planning_long', count: 64, before: wilson(2, 64), after: wilson(0, 64) },
  { label: 'Auckland', count: 28, before: wilson(9, 28), after: undefined },
];
const plain = `
questions      asked  guess  before   95 %  after   95 %  change
TorF1             64    55%   50.0%  38-62  93.8%  85-98   +43.8
planning_long     64           3.1%   1-11   0.0%    0-6    -3.1
Auckland          28          32.1%  18-51      –`.trim();

test('the table is aligned, right of the labels', () => {
  expect(terminalTable({ rows }, false)).toBe(plain);
});

test('colours change nothing but colours, and mark the changes that are settled', () => {
  const coloured = terminalTable({ rows }, true);
  expect(stripVTControlCharacters(coloured).replaceAll(/ +$/gm, '')).toBe(plain);
  expect(coloured).toContain('\u001b[32m +43.8');
  expect(coloured).not.toContain('\u001b[31m');
});

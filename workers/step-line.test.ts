import { expect, test } from 'vitest';

import { paceOf } from './pace.ts';
import { clock, stepLine } from './step-line.ts';
import { stepPrinter } from './step-printer.ts';

const ref = { key: '', sha256: '', bytes: 0 };
const entry = {
  step: 8,
  stage: 'counting',
  batch: ref,
  before: 'a',
  after: 'b',
  metrics: { 'critic/rewards/mean': 7.126 },
};

test('a step is one line: count, stage, what was measured, time left', () => {
  expect(stepLine(entry, 180, 75)).toBe('step   9/180  counting  reward 7.13  eta 1m15s');
  expect(stepLine(entry, 180, undefined)).toBe('step   9/180  counting  reward 7.13');
  expect(clock(3601)).toBe('60m01s');
});

test('the time left follows the pace since the first step seen', () => {
  let now = 0;
  const pace = paceOf(() => now);
  expect(pace(5, 25)).toBeUndefined();
  now = 10;
  expect(pace(10, 25)).toBe(30);
});

function written(isTTY: boolean, steps: number): string {
  let text = '';
  const printer = stepPrinter({ isTTY, write: (part) => (text += part) });
  for (let step = 1; step <= steps; step++) printer.step(`s${step}`);
  printer.end();
  return text;
}

test('a pipe gets every step, without control characters', () => {
  expect(written(false, 3)).toBe('s1\ns2\ns3\n');
});

test('a terminal keeps every tenth step', () => {
  const lines = written(true, 12).split('\n');
  expect(lines[0]?.endsWith('s10')).toBe(true);
  expect(lines[1]?.endsWith('s12')).toBe(true);
});

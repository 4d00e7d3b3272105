import fc from 'fast-check';
import { expect, test } from 'vitest';

import { isReached, isRecord, isSteer } from './signal-forms.ts';

const at = { id: 'a', step: 3, stage: 'dense', at: '2026-11-26T00:00:00.000Z' };
const acts = [
  { act: 'pause' },
  { act: 'resume' },
  { act: 'stop' },
  { act: 'checkpoint' },
  { act: 'checkpoint', digest: 'v3' },
  { act: 'setLearningRate', of: null, from: 0.001, to: 0.0005 },
  { act: 'setLearningRate', of: 'taught', from: 0.001, to: 0.0005 },
  { act: 'setStageLength', of: 'dense', from: 12, to: 8, runSteps: 13 },
  { act: 'skipTo', from: 'dense', to: 'sparse' },
] as const;
const gate = { step: 3, value: 0.5, measure: 'accuracy', checks: 1, best: 0.5, withoutGain: 0, opened: null };
const reached = { step: 3, metrics: { 'critic/rewards/mean': 9.4 }, gate };

/** An object with one of its fields left out, or with null in its place; fields that may be so are passed over. */
const spoilt = (whole: object, mayBe: readonly string[] = []): readonly object[] =>
  Object.keys(whole)
    .filter((field) => !mayBe.includes(field))
    .flatMap((field) => [
      { ...whole, [field]: undefined },
      { ...whole, [field]: null },
    ]);

test.each(acts)('%o is an act, and none with a field less', (act) => {
  const asked = { id: 'a', ...act };
  const record = { ...at, ...act };
  expect([isSteer(asked), isRecord(asked), isRecord(record)]).toEqual([true, false, true]);
  expect(spoilt(asked, ['of', 'digest']).filter(isSteer)).toEqual([]);
  expect(spoilt(record, ['of', 'digest']).filter(isRecord)).toEqual([]);
});

test('what a stage tells has a step and numbers, and a gate that is whole', () => {
  const noNumber = { ...reached, metrics: { 'actor/ppo_kl': null } };
  expect([reached, noNumber, { ...reached, gate: undefined }].filter(isReached)).toHaveLength(3);
  const gates = spoilt(gate, ['opened']).map((each) => ({ ...reached, gate: each }));
  const steps = [-1, 0.5, '3', 1e300].map((step) => ({ ...reached, step }));
  expect(
    [...spoilt(reached, ['gate']), ...gates, ...steps, { step: 1, metrics: { a: 'b' } }].filter(isReached),
  ).toEqual([]);
});

test('an earlier release passed on a bare word', () => {
  expect(['pause', 'resume', 'stop', 'checkpoint', '', 'toString', ['pause']].filter(isSteer)).toHaveLength(3);
});

test('whatever else may stand in a history is none of these', () => {
  const named = fc.record({ id: fc.string(), act: fc.constantFrom('toString', '__proto__', ['pause'], {}, null) });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), named, fc.constant(undefined)), (told) => {
      fc.pre(!['pause', 'resume', 'stop'].includes(told as string));
      expect([isSteer(told), isRecord(told), isReached(told)]).toEqual([false, false, false]);
    }),
  );
});

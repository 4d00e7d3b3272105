import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupAdvantages } from './advantages.ts';
import type { AdvantageScale } from './advantages.ts';

const reward = fc.double({ min: -30, max: 30, noNaN: true });
const group = fc.array(reward, { minLength: 2, maxLength: 16 });
const scale = fc.constantFrom<AdvantageScale[]>('group-std', 'none', 5);

test('a group by hand', () => {
  // python: r = torch.tensor([0., 10.5, 12., 0.]); (r - r.mean()) / (r.std() + 1e-6)
  const [first, second, third, fourth] = groupAdvantages([0, 10.5, 12, 0], { scale: 'group-std' });
  expect(first).toBeCloseTo(-0.8622, 4);
  expect(second).toBeCloseTo(0.7472, 4);
  expect(third).toBeCloseTo(0.9772, 4);
  expect(fourth).toBe(first);
  expect(groupAdvantages([1, 2, 3], { scale: 'none' })).toStrictEqual([-1, 0, 1]);
  expect(groupAdvantages([1, 2, 3], { scale: 5 })).toStrictEqual([-0.2, 0, 0.2]);
});

test('equal rewards give exact zeros, whatever the scale', () => {
  fc.assert(
    fc.property(reward, fc.integer({ min: 0, max: 16 }), scale, (value, size, by) => {
      const zeros = groupAdvantages(
        Array.from({ length: size }, () => value),
        { scale: by },
      );
      expect(zeros).toStrictEqual(Array.from({ length: size }, () => 0));
    }),
  );
});

test('advantages sum to zero and keep the order of the rewards', () => {
  fc.assert(
    fc.property(group, scale, (rewards, by) => {
      const advantages = groupAdvantages(rewards, { scale: by });
      expect(advantages.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6);
      const order = rewards.map((_, index) => index).sort((a, b) => (rewards[a] ?? 0) - (rewards[b] ?? 0));
      const sorted = order.map((index) => advantages[index] ?? 0);
      expect(sorted.every((value, index) => index === 0 || value >= (sorted[index - 1] ?? 0))).toBe(true);
    }),
  );
});

test('with group-std neither a shift nor a positive factor of the rewards matters', () => {
  const varied = group.filter((rewards) => Math.max(...rewards) - Math.min(...rewards) > 0.1);
  fc.assert(
    fc.property(varied, reward, fc.double({ min: 1, max: 4, noNaN: true }), (rewards, shift, factor) => {
      const plain = groupAdvantages(rewards, { scale: 'group-std' });
      const moved = groupAdvantages(
        rewards.map((value) => value * factor + shift),
        { scale: 'group-std' },
      );
      for (const [index, value] of plain.entries()) expect(moved[index]).toBeCloseTo(value, 3);
    }),
  );
});

test('a scale or a reward that cannot be used is refused', () => {
  expect(() => groupAdvantages([1, 2], { scale: 0 })).toThrow('allowed are group-std, none and finite numbers above 0');
  expect(() => groupAdvantages([1, Number.NaN], { scale: 'none' })).toThrow('rewards must be finite');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caption, captionKinds } from './caption.ts';
import { cellLabels, patchLabels } from './patch-labels.ts';
import { pieces, piecesOf } from './language.ts';
import { questionSet } from './question-set.ts';
import { difficulties, questionKinds } from './question.ts';
import { randomNetwork } from './random-network.ts';

test('the language is small and has no piece twice', () => {
  expect(pieces.length).toBeLessThanOrEqual(241);
  expect(new Set(pieces).size).toBe(pieces.length);
  expect(pieces).not.toContain('');
});

test('every question and its solution is a short run of pieces', () => {
  fc.assert(
    fc.property(fc.nat(), (name) => {
      const kinds = [...questionKinds, 'planning_long'] as const;
      for (const { question } of questionSet({ split: 'test', name: [name], kinds, count: 24, difficulties })) {
        expect(piecesOf(question.question).join('')).toBe(question.question);
        expect(piecesOf(question.question).length).toBeLessThanOrEqual(16);
        expect(piecesOf(question.solution).length).toBeLessThanOrEqual(46);
      }
    }),
    { numRuns: 60 },
  );
});

test('captions and labels of cells speak the language too', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...difficulties), fc.constantFrom(...captionKinds), (name, level, kind) => {
      const network = randomNetwork(['captions', name], level);
      const { prompt, answer } = caption(network, [name], kind);
      expect(piecesOf(prompt).length).toBeLessThanOrEqual(16);
      expect(piecesOf(answer).length).toBeLessThanOrEqual(46);
      for (const label of [...cellLabels(network), ...patchLabels(network)].flat()) expect(pieces).toContain(label);
    }),
  );
});

test('what is not in the language is refused with its place', () => {
  expect(() => piecesOf('Do A1 or B2')).toThrow('no piece of the language starts " or B2" (character 5)');
});

import { expect, test } from 'vitest';
import { madeAnswer, madeQuestion, madeReport } from './made-report.ts';
import { linesOf, tellingSample } from './picture-sample.ts';
import { picture } from './picture.ts';
import type { ReportData, SampleCard, SampledAnswer } from './types.ts';
import { wilson } from './wilson.ts';

const answer = madeAnswer;

const sample = (step: number, kind: string, answers: readonly SampledAnswer[]): SampleCard => ({
  ...madeQuestion(kind),
  step,
  group: 0,
  stage: 'planning',
  answers,
});

const mixed = [
  answer('good', 'right', 11),
  answer('so good', 'right', 11),
  answer('so so', 'wrong answer', 1),
  answer('bad', 'no sections', -2.5),
];

const data: ReportData = {
  ...madeReport,
  accuracy: {
    ...madeReport.accuracy!,
    rows: [
      { label: 'TorF1', count: 64, before: wilson(16, 64), after: wilson(48, 64) },
      { label: 'rome', count: 28, before: wilson(1, 28), after: wilson(2, 28) },
    ],
  },
  samples: [sample(3, 'planning_short', mixed)],
};

test('the picture shows the map, an answer for each outcome, the stages and the kinds', () => {
  const svg = picture(data);
  for (const text of [
    'data:image/png;base64,iVBORw0KGgo',
    'From A1 to B2?',
    'good',
    '11.0',
    'bad',
    '−2.5',
    'no sections',
    'yes-no',
    'planning',
    'TorF1',
    '25%',
    '75%',
    '4 steps',
    'so so',
    'c31f0d8a9be2774d<',
  ])
    expect(svg).toContain(text);
  expect(svg).not.toContain('so good');
  expect(svg).not.toContain('rome');
  expect(picture({ ...data, run: { ...data.run, id: 'again', minutes: 9 } })).toBe(svg);
});

test('what a policy wrote is escaped, and nothing is loaded from elsewhere', () => {
  const evil = `<script>alert(1)</script><image href="http://x/'&`;
  const svg = picture({ ...data, title: evil, samples: [sample(3, 'TorF1', [answer(evil, evil, 1)])] });
  expect(svg).not.toMatch(/<script|href="http|<image href="h/);
});

test('a run of which nothing is kept is still drawn', () => {
  const svg = picture({ ...data, steps: [], stages: [], samples: [], accuracy: undefined });
  for (const text of ['No samples are kept.', 'No step is recorded.', 'Nothing has been evaluated.'])
    expect(svg).toContain(text);
});

test('the telling sample has right and wrong answers, then the model answer, is no count, and is the latest', () => {
  const modelAnswer = [answer('Route Name: Line 1', 'right', 11), answer('bad', 'no sections', 0)];
  const samples = [
    sample(1, 'planning_short', modelAnswer),
    sample(2, 'TorF1', modelAnswer),
    sample(3, 'Counting2', modelAnswer),
    sample(4, 'planning_short', mixed),
    sample(5, 'planning_short', [answer('Route Name: Line 1', 'right', 11)]),
  ];
  expect(tellingSample(samples)?.step).toBe(2);
  expect(tellingSample(samples.slice(2))?.step).toBe(3);
  expect(
    tellingSample([...samples, sample(6, 'TorF2', [...modelAnswer, answer('so so', 'wrong answer', 1)])])?.step,
  ).toBe(6);
  expect(tellingSample([])).toBeUndefined();
});

test('a question that fits whole is told before one that is cut', () => {
  const long = { ...sample(2, 'TorF1', mixed), question: 'A1\n'.repeat(20) };
  expect(tellingSample([sample(1, 'TorF1', mixed), long])?.step).toBe(1);
});

test('lines break after the thought, at spaces, and within a word that is too long', () => {
  expect(linesOf('<think>A1</think>Route Name: Line 1\nDeparture', 17, 9)).toEqual([
    '<think>A1</think>',
    'Route Name: Line',
    '1',
    'Departure',
  ]);
  expect(linesOf('abcdefgh', 3, 9)).toEqual(['abc', 'def', 'gh']);
  expect(linesOf('a\nb\nc', 5, 2)).toEqual(['a', '…']);
});

import type { AskedQuestion, JudgedAnswer, ReportData, SampledAnswer } from './types.ts';
import { wilson } from './wilson.ts';

/** A white picture of one pixel. */
const whitePng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC';

const judged = (text: string, outcome: string, total: number): JudgedAnswer => ({
  text,
  total,
  components: { accuracy: total > 0 ? 4 : 0, detail: 0, format: 1, weight: 1 },
  reasons: [{ part: 'accuracy', points: total > 0 ? 4 : 0, why: outcome }],
  outcome,
  truncated: outcome !== 'right',
  route: [],
});

export const madeAnswer = (text: string, outcome: string, total: number): SampledAnswer => ({
  ...judged(text, outcome, total),
  advantage: total > 0 ? 1 : -1,
});

export const madeQuestion = (kind: string): AskedQuestion => ({
  map: { mediaType: 'image/png', base64: whitePng },
  question: 'From A1 to B2?',
  kind,
  difficulty: 'easy',
  transfers: undefined,
  gold: 'Route Name: Line 1',
});

const served = {
  line: 'Line 1',
  served: true,
  spots: [
    [8, 8],
    [24, 8],
    [40, 24],
  ],
} as const;
const fault = {
  line: 'Line 9',
  served: false,
  spots: [
    [8, 8],
    [40, 24],
  ],
} as const;

const plan: AskedQuestion = {
  ...madeQuestion('planning_short'),
  transfers: 0,
  difficulty: 'hard',
  map: {
    mediaType: 'image/png',
    base64: whitePng,
    overlay: { width: 128, height: 144, rings: [served.spots[0], served.spots[2]], reference: [served] },
  },
};

const rightPlan = { ...madeAnswer('Line 1', 'right', 5), route: [served] };
const wrongPlan = { ...madeAnswer('Line 9', 'unknown line', -1), route: [fault] };

/** A small run with something of everything that a report shows: for tests. */
export const madeReport: ReportData = {
  title: 'quick',
  spec: { seed: 7, base: 'policy/base/tiny', reward: { preset: 'paper' }, optimiser: { learningRate: 0.0002 } },
  run: {
    id: 'quick-7',
    digest: 'c31f0d8a9be2774d55aa',
    minutes: 4.25,
    divergences: 0,
  },
  steps: [0, 1, 2, 3].map((step) => ({
    step,
    stage: step < 2 ? 'yes-no' : 'planning',
    metrics: { 'critic/rewards/mean': step, 'actor/entropy': step === 1 ? Number.NaN : 0.5 },
  })),
  stages: [
    { name: 'yes-no', firstStep: 0, lastStep: 1 },
    { name: 'planning', firstStep: 2, lastStep: 3 },
  ],
  gates: [],
  steering: [],
  accuracy: {
    rows: [
      { label: 'TorF1', count: 64, before: wilson(16, 64), after: wilson(48, 64), guessing: 0.5 },
      { label: 'Counting1', count: 64, before: wilson(8, 64), after: wilson(17, 64), guessing: 0.34 },
    ],
    byDifficulty: [{ label: 'dense, easy maps', count: 64, before: wilson(16, 64), after: wilson(48, 64) }],
    byTransfers: [{ label: '2 transfers', count: 20, before: wilson(0, 20), after: wilson(0, 20) }],
    unreadable: { before: 3, after: 1 },
    notice: '',
  },
  samples: [
    {
      ...madeQuestion('TorF1'),
      step: 0,
      group: 1,
      stage: 'yes-no',
      answers: [madeAnswer('Yes', 'right', 2), madeAnswer('No', 'wrong answer', 0)],
    },
    { ...plan, step: 2, group: 0, stage: 'planning', answers: [rightPlan, wrongPlan] },
  ],
  heldOut: [{ ...plan, number: 17, before: wrongPlan, after: rightPlan }],
  incidents: [],
};

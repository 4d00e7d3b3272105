import { expect, test } from 'vitest';
import { compile } from '../graph/session.ts';
import { aggregations, klEstimators, type Objective } from '../objectives.ts';
import type { TokenGroup } from './answer-batch.ts';
import { initialParameters, parameterPlaces, parameterViews } from './parameters.ts';
import { grpoObjective, madeGroup, madeImage, madeRow, settings, smallConfig } from './small-case.ts';
import { gradientName, gradientOutline, lossForm } from './training.ts';
import { planUpdate } from './update.ts';

const mixedPrompts: TokenGroup = {
  image: madeImage(5),
  rows: [madeRow([2, 3], 4), madeRow([4], 9), madeRow([5, 6, 7, 8], 2)],
};
const labelled: TokenGroup = { image: madeImage(2), rows: [], patches: [[2], [], [3, 4], [5], [6, 2], [7]] };

const cases: readonly {
  name: string;
  groups: readonly TokenGroup[];
  objective: Objective;
  loss: readonly (readonly [string, number])[];
}[] = [
  {
    name: 'sft on answers to one prompt',
    groups: [madeGroup(1), madeGroup(2)],
    objective: { kind: 'sft', cellCoefficient: 0.5, ...settings },
    loss: [['train/loss', 1]],
  },
  {
    name: 'sft on a prompt an answer',
    groups: [{ ...labelled, ...mixedPrompts }],
    objective: { kind: 'sft', cellCoefficient: 0.5, ...settings },
    loss: [
      ['train/loss', 1],
      ['train/cells', 1],
    ],
  },
  { name: 'patches', groups: [labelled], objective: { kind: 'patches', ...settings }, loss: [['train/loss', 1]] },
  { name: 'cells', groups: [labelled], objective: { kind: 'cells', ...settings }, loss: [['train/loss', 1]] },
  ...klEstimators.map((estimator) => ({
    name: `clipped ratio with ${estimator} and entropy`,
    groups: [madeGroup(3), madeGroup(4)],
    objective: grpoObjective({ kl: { estimator, coefficient: 0.5 }, entropyCoefficient: 0.1 }),
    loss: [
      ['actor/pg_loss', 1],
      ['actor/kl_loss', 0.5],
      ['actor/entropy', -0.1],
    ] as const,
  })),
  ...aggregations.map((aggregation) => ({
    name: `geo_mean or clipped ratio by ${aggregation}`,
    groups: [madeGroup(3), madeGroup(4)],
    objective: grpoObjective({
      surrogate: aggregation === 'seq-mean-token-mean' ? 'geo_mean' : 'vanilla',
      aggregation,
      clipDual: 3,
    }),
    loss: [['actor/pg_loss', 1]] as const,
  })),
];

test.each(cases)(
  'the gradient of the whole loss is its slope by every parameter: $name',
  async ({ groups, objective, loss }) => {
    const [microBatch] = planUpdate(smallConfig, groups, objective).microBatches;
    const { graph, outputs } = gradientOutline(smallConfig, lossForm(objective), microBatch!.shape);
    const program = await compile(graph, outputs, { threads: 1 });
    const batch = await planUpdate(smallConfig, groups, objective).inputs(microBatch!, async (_, answers) =>
      answers.perToken((row) => row.tokens.map((token) => -2 + token / 20)),
    );
    const places = parameterPlaces(smallConfig);
    const point = initialParameters(smallConfig, 11);
    const zeros = parameterViews(places, new Float32Array(point.length));
    const none = Object.fromEntries(places.map(({ name }) => [gradientName(name), zeros[name]!]));
    const run = (flat: Float32Array) => program.run({ ...parameterViews(places, flat), ...none, ...batch });
    const lossAt = async (flat: Float32Array) => {
      const results = await run(flat);
      return loss.reduce((sum, [metric, factor]) => sum + factor * results[metric]![0]!, 0);
    };

    const results = await run(point);
    const errors: Record<string, number> = {};
    const trained = places.filter(({ name }) => gradientName(name) in results);
    const decoder = places.filter(({ name }) => /^(layers|embed_positions|embed_recent)/.test(name));
    const reached = { patches: 5, cells: places.length - decoder.length, sft: places.length };
    expect(trained.length).toBe(objective.kind === 'policy-gradient' ? places.length : reached[objective.kind]);
    for (const { name, offset } of trained) {
      const gradient = results[gradientName(name)]!;
      const direction = gradient.map((_, i) => Math.sin(12.9898 * (i + 1)));
      const moved = (step: number) => point.map((value, i) => value + step * (direction[i - offset] ?? 0));
      const step = 4e-3 / Math.hypot(...direction);
      const numeric = ((await lossAt(moved(step))) - (await lossAt(moved(-step)))) / (2 * step);
      const analytic = gradient.reduce((sum, value, i) => sum + value * direction[i]!, 0);
      const scale = Math.hypot(...gradient) * Math.hypot(...direction);
      errors[name] = Math.abs(analytic - numeric) / scale;
    }
  },
);

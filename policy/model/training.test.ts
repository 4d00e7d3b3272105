import { expect, test } from 'vitest';
import { compile } from '../graph/session.ts';
import type { GrpoObjective, Objective } from '../objectives.ts';
import type { TokenGroup } from './answer-batch.ts';
import { initialParameters, parameterPlaces, parameterViews } from './parameters.ts';
import { madeGroup, madeImage, madeRow, settings, smallConfig } from './small-case.ts';
import { gradientName, gradientOutline } from './training.ts';
import { planUpdate } from './update.ts';

const grpo: GrpoObjective = { kind: 'grpo', clip: 0.2, klCoefficient: 0.5, entropyCoefficient: 0.1, ...settings };
const mixedPrompts: TokenGroup = {
  image: madeImage(5),
  rows: [madeRow([2, 3], 4), madeRow([4], 9), madeRow([5, 6, 7, 8], 2)],
};
const labelled: TokenGroup = { image: madeImage(2), rows: [], patches: [[2], [], [3, 4], [5], [6, 2], [7]] };

const cases: readonly {
  name: string;
  groups: readonly TokenGroup[];
  objective: Objective;
  loss: readonly [string, number][];
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
  {
    name: 'grpo',
    groups: [madeGroup(3), madeGroup(4)],
    objective: grpo,
    loss: [
      ['actor/pg_loss', 1],
      ['actor/kl_loss', grpo.klCoefficient],
      ['actor/entropy', -grpo.entropyCoefficient],
    ],
  },
];

test.each(cases)(
  'the gradient of the whole loss is its slope by every parameter: $name',
  async ({ groups, objective, loss }) => {
    const [microBatch] = planUpdate(smallConfig, groups, objective).microBatches;
    const { graph, outputs } = gradientOutline(smallConfig, objective.kind, microBatch!.shape);
    const program = await compile(graph, outputs, 1);
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
    const decoder = places.filter(({ name }) => /^(layers|embed_positions)/.test(name));
    const reached = { patches: 5, cells: places.length - decoder.length, sft: places.length, grpo: places.length };
    expect(trained.length).toBe(reached[objective.kind]);
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

/**
 * `npm run -s bench -- policy [--quick] [--threads n] [--presets tiny,small]`: the embedded policy beside PyTorch on this
 * machine. Both sides have the same weights, batch and threads and take turns; one waits while the other works. Answers
 * never end early on either side. The last line is one JSON object; times are milliseconds.
 */
import { cpus } from 'node:os';
import type { PolicyPreset } from '../../policy/config.ts';
import { microBatches } from '../../policy/model/micro-batches.ts';
import { groupSize } from '../../policy/model/answer-batch.ts';
import { gradientOutline, lossForm } from '../../policy/model/training.ts';
import { benchSizes, type Case, makeCase, objective } from './case.ts';
import { flopsOf } from './flops.ts';
import { benchOptions } from '../options.ts';
import { PEAK_SIZE, productTimer } from './peak.ts';
import { type Peer, startPeer } from './python.ts';
import { speedOver, timing } from './stats.ts';

const { quick, threads, presets } = benchOptions('policy', 'quick', 'threads', 'presets');
const rounds = quick ? 3 : 9;

type Work = () => Promise<number>;

const timed =
  (work: () => Promise<unknown>): Work =>
  async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
const asked =
  (peer: Peer, request: Readonly<Record<string, unknown>>): Work =>
  async () =>
    (await peer.ask(request))['milliseconds'] ?? Number.NaN;

/** Each round all sides work once, in order; a first round is not counted. */
async function inTurns(sides: Readonly<Record<string, Work>>): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
  for (let round = 0; round <= rounds; round++)
    for (const [side, work] of Object.entries(sides)) {
      const milliseconds = await work();
      if (round > 0) times[side]?.push(milliseconds);
    }
  return times;
}

function report(times: Readonly<Record<string, readonly number[]>>) {
  const { ours = [], ...peers } = times;
  const theirs = Object.entries(peers).map(
    ([side, measured]) => [side, { ...timing(measured), speedOfOursOverTheirs: speedOver(ours, measured) }] as const,
  );
  return { ours: timing(ours), ...Object.fromEntries(theirs) };
}

/** Groups in a micro-batch with which the peer is fastest, so that it is measured at its best. */
async function bestMicroBatch(peer: Peer, form: string, groups: number): Promise<number> {
  const tried: [number, number][] = [];
  for (let part = groups; part >= 1; part = Math.floor(part / 2)) {
    const work = asked(peer, { do: 'train', form, groups: part });
    await work();
    tried.push([Math.min(await work(), await work()), part]);
  }
  return tried.toSorted(([a], [b]) => a - b)[0]?.[1] ?? groups;
}

async function trainingSides(peer: Peer, { engine, groups, config }: Case) {
  const sides: Record<string, Work> = { ours: timed(() => engine.update(groups, objective(config))) };
  const notes: Record<string, string> = {};
  for (const form of ['plain', 'shared'] as const) {
    const part = await bestMicroBatch(peer, form, groups.length);
    sides[`${form} eager`] = asked(peer, { do: 'train', form, groups: part });
    notes[`${form} eager`] = `micro-batches of ${part} groups, the fastest tried`;
    try {
      await peer.ask({ do: 'compile', form });
      const compiled = asked(peer, { do: 'train', form: `${form} compiled`, groups: part });
      await compiled();
      sides[`${form} compiled`] = compiled;
    } catch (error) {
      notes[`${form} compiled`] = (error as Error).message.slice(0, 300);
    }
  }
  return { sides, notes };
}

function stepFlops({ config, groups }: Case): number {
  return microBatches(config, groups.map(groupSize)).reduce((sum, { shape }) => {
    const { graph, outputs } = gradientOutline(config, lossForm(objective(config)), shape);
    return sum + flopsOf(graph, Object.values(outputs));
  }, 0);
}

async function measure(preset: PolicyPreset) {
  const size = benchSizes[preset];
  const one = await makeCase(preset, size, { threads });
  const peer = startPeer(threads);
  const loaded = await peer.ask({ do: 'load', config: one.config, ...one.files, threads });
  const { sides, notes } = await trainingSides(peer, one);
  const training = await inTurns(sides);
  const sampling = await inTurns({
    ours: timed(() =>
      one.engine.sample(one.requests, { temperature: 1, maxAnswerTokens: size.tokens, stopTokens: [] }),
    ),
    'key-value loop': asked(peer, { do: 'sample', form: 'plain', tokens: size.tokens }),
    'shared-prefix loop': asked(peer, { do: 'sample', form: 'shared', tokens: size.tokens }),
    'transformers generate': asked(peer, { do: 'sample', form: 'generate', tokens: size.tokens }),
  });
  const products = await inTurns({
    ours: await productTimer(PEAK_SIZE, threads),
    'torch.mm': asked(peer, { do: 'product', size: PEAK_SIZE }),
  });
  peer.close();
  await one.engine.release();

  const flops = stepFlops(one);
  const gigaflops = (amount: number, milliseconds: number) => Number((amount / milliseconds / 1e6).toPrecision(3));
  const reached = gigaflops(flops, timing(training['ours'] ?? []).median);
  const peaks = Object.fromEntries(
    Object.entries(products).map(([side, times]) => [side, gigaflops(2 * PEAK_SIZE ** 3, timing(times).least)]),
  );
  return {
    parameters: loaded['parameters'],
    batch: size,
    train: report(training),
    notes,
    sample: report(sampling),
    gemm: {
      stepGigaflops: reached,
      peakGigaflops: { onnxruntime: peaks['ours'], torch: peaks['torch.mm'] },
      shareOfOnnxruntimePeak: Number((reached / (peaks['ours'] ?? Number.NaN)).toFixed(3)),
      shareOfTorchPeak: Number((reached / (peaks['torch.mm'] ?? Number.NaN)).toFixed(3)),
    },
  };
}

const results: [PolicyPreset, Awaited<ReturnType<typeof measure>>][] = [];
for (const preset of presets) results.push([preset, await measure(preset)]);
console.log(
  JSON.stringify({ machine: cpus()[0]?.model, cores: cpus().length, threads, rounds, ...Object.fromEntries(results) }),
);

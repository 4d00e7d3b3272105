/**
 * `npm run -s bench -- parity`: the policy in PyTorch reads our checkpoint by safetensors and computes the same batch.
 * Prints the greatest differences of log-probabilities and, of the
 * gradients, the norm of a tensor's difference relative to that of the tensor. A ReLU whose input is 0 but for rounding may pass a
 * gradient on one side only.
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyPresets } from '../../policy/config.ts';
import { parameterPlaces, parameterViews } from '../../policy/model/parameters.ts';
import { createPrograms } from '../../policy/model/programs.ts';
import { gradientName, lossForm } from '../../policy/model/training.ts';
import { planUpdate } from '../../policy/model/update.ts';
import { readSafetensors } from '../../policy/safetensors.ts';
import { type Case, makeCase, objective } from './case.ts';
import { benchOptions } from '../options.ts';
import { startPeer } from './python.ts';

benchOptions('parity');

/** The gradient of the whole batch, by parameter. */
async function gradientsOf({ config, engine, groups }: Case): Promise<Readonly<Record<string, Float32Array>>> {
  const programs = createPrograms(config, { threads: 1 });
  const places = parameterPlaces(config);
  const weights = parameterViews(places, engine.parameters);
  const plan = planUpdate(config, groups, objective(config));
  let sums = parameterViews(places, new Float32Array(engine.parameters.length));
  for (const microBatch of plan.microBatches) {
    const program = await programs.gradient(lossForm(objective(config)), microBatch.shape);
    const inputs = await plan.inputs(microBatch, () => Promise.reject(new Error('there is no KL term')));
    const named = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [gradientName(name), sum]));
    const outputs = await program.run({ ...weights, ...named, ...inputs });
    sums = Object.fromEntries(places.map(({ name }) => [name, outputs[gradientName(name)] as Float32Array]));
  }
  await programs.release();
  return sums;
}

const greatest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};
const norm = (values: Iterable<number>): number => {
  let squares = 0;
  for (const value of values) squares += value ** 2;
  return Math.sqrt(squares);
};
const differences = (a: ArrayLike<number>, b: ArrayLike<number>): number[] =>
  Array.from(a, (value, i) => value - (b[i] ?? Number.NaN));

async function compare(one: Case, form: 'plain' | 'shared') {
  const peer = startPeer(1);
  const out = join(tmpdir(), `rewardmap-parity-${process.pid}.safetensors`);
  await peer.ask({ do: 'load', config: one.config, ...one.files, threads: 1 });
  await peer.ask({ do: 'gradients', form, out });
  peer.close();
  const { tensors } = readSafetensors(readFileSync(out));
  const theirs = (name: string) => tensors.get(name)?.data as Float32Array;
  const own = (await one.engine.logProbabilities(one.groups)).flat(2);
  const gradients = Object.entries(await gradientsOf(one)).map(([name, gradient]) => {
    const error = norm(differences(gradient, theirs(name))) / norm(theirs(name));
    return { name, error };
  });
  return {
    logProbabilities: greatest(differences(own, theirs('log_probability'))),
    worstGradient: gradients.toSorted((a, b) => b.error - a.error)[0],
  };
}

const results: [string, unknown][] = [];
for (const preset of policyPresets) {
  const one = await makeCase(preset, { groups: 2, rows: 4, tokens: 48 }, { threads: 1 });
  results.push([preset, { plain: await compare(one, 'plain'), shared: await compare(one, 'shared') }]);
  await one.engine.release();
}
console.log(JSON.stringify(Object.fromEntries(results)));

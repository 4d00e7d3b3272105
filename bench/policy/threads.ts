/**
 * `npm run -s bench -- threads`: what another thread count changes in the bits of sampling, log-probabilities and updates,
 * as one JSON object. The spec fixes the count, since this is not promised to be nothing.
 */
import { createHash } from 'node:crypto';
import { policyPresets } from '../../policy/config.ts';
import { makeCase, objective } from './case.ts';
import { benchOptions } from '../options.ts';

benchOptions('threads');

async function outcome(preset: (typeof policyPresets)[number], threads: number) {
  const { engine, groups, requests, config } = await makeCase(preset, { groups: 4, rows: 8, tokens: 48 }, { threads });
  const answers = await engine.sample(requests, { temperature: 1, maxAnswerTokens: 48 });
  const logProbabilities = (await engine.logProbabilities(groups)).flat(2);
  await engine.update(groups, objective(config));
  const state = [engine.parameters, engine.firstMoment, engine.secondMoment];
  const digest = state.reduce((hash, vector) => hash.update(vector), createHash('sha256')).digest('hex');
  await engine.release();
  return { answers: answers.flat(), logProbabilities, digest };
}

function difference(a: readonly number[], b: readonly number[]) {
  const errors = a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN)));
  return { numbers: a.length, differ: errors.filter((error) => error !== 0).length, most: Math.max(...errors) };
}

const results: [string, unknown][] = [];
for (const preset of policyPresets) {
  const [one, two] = [await outcome(preset, 1), await outcome(preset, 2)];
  const tokens = ({ answers }: typeof one) => JSON.stringify(answers.map((answer) => answer.tokens));
  const sampled = ({ answers }: typeof one) => answers.flatMap((answer) => answer.logProbabilities);
  results.push([
    preset,
    {
      sampledTokensAreEqual: tokens(one) === tokens(two),
      sampledLogProbabilities: difference(sampled(one), sampled(two)),
      logProbabilities: difference(one.logProbabilities, two.logProbabilities),
      stateAfterUpdateIsEqual: one.digest === two.digest,
    },
  ]);
}
console.log(JSON.stringify({ threads: [1, 2], ...Object.fromEntries(results) }));

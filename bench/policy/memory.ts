/** `npm run -s bench -- memory [--steps n]`: resident memory over steps of sampling and training of preset `tiny`, as one JSON object. */
import { makeCase, objective } from './case.ts';
import { benchOptions } from '../options.ts';

const { steps } = benchOptions('memory', 'steps');
const { engine, requests, groups, config } = await makeCase('tiny', { groups: 4, rows: 8, tokens: 24 }, { threads: 1 });
const megabytes = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);

const at: Record<number, number> = {};
for (let step = 1; step <= steps; step++) {
  await engine.sample(requests, { temperature: 1, maxAnswerTokens: 24 });
  await engine.update(groups, objective(config));
  if (step === 50 || step % 100 === 0) at[step] = megabytes();
}
const growth = (at[steps] ?? megabytes()) / (at[50] ?? Number.NaN) - 1;
console.log(JSON.stringify({ steps, residentMegabytes: at, growthAfter50: Number(growth.toFixed(4)) }));

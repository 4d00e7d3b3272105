/**
 * `npm run -s bench -- length [--steps n]`: a run of 10,000 steps, or of so many, whose activities take no time: real workflows on a real
 * server. History a step, the worker's memory and the time that a query takes must not grow with the run. Prints one JSON object.
 */

import { loadNow, machine } from '../durability/machine.ts';
import { ownServers } from '../own-servers.ts';
import { countOf } from '../options.ts';
import { growthOf, lengthOf } from './length.ts';
import { askedCommand } from '../../workers/command-line/asked-command.ts';

const { steps } = askedCommand('npm run -s bench -- length')
  .option('--steps <n>', 'of the one stage', countOf, 10_000)
  .parse(process.argv.slice(4), { from: 'user' })
  .opts<{ steps: number }>();
const looks = 10;

const before = loadNow();
const servers = await ownServers();
try {
  const asked = { steps, shards: 2, snapshotEvery: 20, continueAsNewAfter: 100 };
  const found = await lengthOf(asked, Math.ceil(steps / looks), servers.environment);
  console.log(JSON.stringify({ machine, load: [before, loadNow()], asked, ...found, growth: growthOf(found) }));
} finally {
  await servers.close();
}

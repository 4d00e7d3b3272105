/**
 * `npm run -s bench -- scale [--workers 1,2,4,8] [--steps n] [--rollout-ms n] [--update-ms n] [--staleness 0,1]`: what a step takes with so
 * many policy workers, each with a simulated device: it sleeps, where a real one would compute; once for each `rollout.maxStaleness` that is
 * named. Real workflows on a real server. Prints one JSON object.
 */
import { InvalidArgumentError } from 'commander';

import { loadNow, machine } from '../durability/machine.ts';
import { ownServers } from '../own-servers.ts';
import { countOf } from '../options.ts';
import { scaleOf, type ScaleAsked } from './scale.ts';
import { askedCommand } from '../../workers/command-line/asked-command.ts';

const numbers =
  (least: number, most: number) =>
  (text: string): readonly number[] => {
    const counts = text.split(',').map(Number);
    if (counts.every((count) => Number.isInteger(count) && count >= least && count <= most)) return counts;
    throw new InvalidArgumentError(`must be whole numbers from ${least} to ${most} with commas between`);
  };

const asked = askedCommand('npm run -s bench -- scale')
  .option('--workers <list>', 'policy workers, one number a round', numbers(1, 64), [1, 2, 4, 8])
  .option('--steps <n>', 'of a round', countOf, 30)
  .option('--rollout-ms <n>', 'milliseconds that one device alone takes for the answers of a step', countOf, 2_000)
  .option('--update-ms <n>', 'milliseconds of an update, which is on one device', countOf, 250)
  .option(
    '--staleness <list>',
    'updates at most between answering and learning, one number a round',
    numbers(0, 4),
    [0],
  )
  .parse(process.argv.slice(4), { from: 'user' })
  .opts<ScaleAsked>();

const before = loadNow();
const servers = await ownServers();
try {
  const rounds = await scaleOf(asked, servers.environment);
  console.log(JSON.stringify({ machine, load: [before, loadNow()], simulatedDevices: true, asked, rounds }));
} finally {
  await servers.close();
}

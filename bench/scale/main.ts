/**
 * `npm run -s bench -- scale [--workers 1,2,4,8] [--steps n] [--rollout-ms n] [--update-ms n]`: what a step takes with so many policy workers, each
 * with a simulated device: it sleeps, where a real one would compute. Real workflows on a real server. Prints one JSON object.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { startServers } from '../../infra/servers/start-servers.ts';
import { loadNow, machine } from '../durability/machine.ts';
import { countOf } from '../policy/options.ts';
import { scaleOf } from './scale.ts';

function countsOf(text: string): readonly number[] {
  const counts = text.split(',').map(Number);
  if (counts.every((count) => Number.isInteger(count) && count >= 1 && count <= 64)) return counts;
  throw new InvalidArgumentError('must be whole numbers from 1 to 64 with commas between');
}

const asked = new Command('npm run -s bench -- scale')
  .option('--workers <list>', 'policy workers, one number a round', countsOf, [1, 2, 4, 8])
  .option('--steps <n>', 'of a round', countOf, 30)
  .option('--rollout-ms <n>', 'milliseconds that one device alone takes for the answers of a step', countOf, 2_000)
  .option('--update-ms <n>', 'milliseconds of an update, which is on one device', countOf, 250)
  .parse(process.argv.slice(4), { from: 'user' })
  .opts<{ workers: readonly number[]; steps: number; rolloutMs: number; updateMs: number }>();

const before = loadNow();
const dataFolder = await mkdtemp(join(tmpdir(), 'rewardmap-bench-'));
const servers = await startServers({ dataFolder, ports: 'free', log: () => undefined });
try {
  const rounds = await scaleOf(asked, servers.environment);
  console.log(JSON.stringify({ machine, load: [before, loadNow()], simulatedDevices: true, asked, rounds }));
} finally {
  await servers.stop();
  await rm(dataFolder, { recursive: true, force: true });
}

/** `npm run -s chaos -- --faults N --seed S`: prints one JSON object; all else goes to stderr. */
import { once } from 'node:events';

import { interruptedCode, onInterrupt } from '../../infra/interrupts.ts';
import { chaos } from './chaos.ts';
import { chaosOptions } from './chaos-options.ts';
import { openWorld } from './world.ts';

const log = (line: string): void => void process.stderr.write(`${line}\n`);

const options = chaosOptions(process.argv.slice(3));
const stop = onInterrupt(log);
const world = await openWorld(options.steps, log);
try {
  const left = stop.aborted ? Promise.resolve() : once(stop, 'abort');
  const report = await Promise.race([chaos(world, options, log), left.then(() => undefined)]);
  if (report) process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = report ? Number(report.differed.length > 0) : interruptedCode;
} catch (error) {
  log((error as Error).message);
  process.exitCode = 1;
} finally {
  await world.close();
}
// A run that was left alone half way asks its servers for ever.
if (stop.aborted) process.exit();

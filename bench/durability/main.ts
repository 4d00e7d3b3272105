/**
 * `npm run -s bench -- durability [parts ...]`, with options for its size and the policy's setting: what durability costs, on servers and
 * workers of its own. Parts: `cost` (a run beside the same steps in a plain loop), `recovery` (a policy worker killed), `snapshots`
 * (beside the raw client of MinIO), `memory` (of each process over many steps). Prints one JSON object.
 */
import { readBasePolicy } from '../../policy/base-policy.ts';
import { projectFolder } from '../../workers/project-folder.ts';
import { aimsOf, type Measured } from './aims.ts';
import { costOf } from './cost.ts';
import { InProcessTrainer } from './in-process.ts';
import { loadNow, machine, type Load } from './machine.ts';
import { memoryOver } from './memory.ts';
import { durabilityOptions } from './options.ts';
import { accidents, recoveryFrom } from './recovery.ts';
import { Site } from './site.ts';
import { snapshotTimes } from './snapshots.ts';
import { manySmallSteps, planningOnly, shortQuick } from './specs.ts';

const { parts, steps, rounds, memorySteps, ...given } = durabilityOptions();
const { threads, snapshotEvery } = { ...shortQuick(1), ...given };
/** What `twoSecondSteps` aims at, by a batch so much larger. */
const longStepSeconds = 2;

const measures = {
  async cost(site: Site) {
    const fleet = await site.startFleet('workflow', 'policy');
    const spec = shortQuick(steps, { threads, snapshotEvery });
    const trainer = await InProcessTrainer.make(spec, projectFolder);
    const quick = await costOf(spec, rounds, trainer, site);
    const { rollout } = spec;
    const times = Math.ceil(longStepSeconds / quick.secondsAStep.plain);
    const larger = { ...rollout, questions: times * rollout.questions };
    const few = Math.max(1, Math.ceil(steps / times));
    const twoSecondSteps = await costOf(
      shortQuick(few, { threads, snapshotEvery, rollout: larger }),
      rounds,
      trainer,
      site,
    );
    await trainer.close();
    await fleet.stop();
    return { quick, twoSecondSteps };
  },
  async recovery(site: Site) {
    const spec = planningOnly(rounds * snapshotEvery, { threads, snapshotEvery });
    const trainer = await InProcessTrainer.make(spec, projectFolder);
    const { digest } = await trainer.run(spec);
    await trainer.close();
    const found = [];
    for (const accident of accidents) found.push(await recoveryFrom(accident, spec, digest, site));
    return found;
  },
  async snapshots(site: Site) {
    const { snapshot } = await readBasePolicy(new URL(`${shortQuick(1).base}/`, projectFolder));
    return snapshotTimes(snapshot, 5 * rounds, site);
  },
  memory: (site: Site) => memoryOver(manySmallSteps(memorySteps, threads), site),
} as const;

const measured: Measured = {};
const load: Record<string, readonly Load[]> = {};
const site = await Site.open();
try {
  for (const part of parts) {
    const before = loadNow();
    Object.assign(measured, { [part]: await measures[part](site) });
    load[part] = [before, loadNow()];
  }
} finally {
  await site.close();
}
console.log(JSON.stringify({ machine, threads, snapshotEvery, load, ...measured, aims: aimsOf(measured) }));

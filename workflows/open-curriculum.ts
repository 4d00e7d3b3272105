import type { RunPlan } from '../activities/open-run.ts';
import { light, onPolicy } from './activity-options.ts';
import { opened } from './opened.ts';

/**
 * Reads and judges a spec, and opens its run. A fork may begin with a version that only the training log of its parent has: a policy
 * worker then makes it again, and keeps it among the parent's snapshots, before the run is opened.
 */
export async function openCurriculum(name: string, spec: unknown): Promise<RunPlan> {
  const open = () => opened(light.openRun.executeWithOptions({ summary: 'read the spec' }, [{ name, spec }]));
  for (;;) {
    const plan = await open();
    if (!('unkept' in plan)) return plan;
    const { run, version } = plan.unkept;
    const summary = `keep version ${version.step} of ${run.name}`;
    await onPolicy.saveSnapshot.executeWithOptions({ summary }, [{ run, version }]);
  }
}

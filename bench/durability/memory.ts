import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CurriculumSpec } from '../../activities/spec.ts';
import { progressQuery } from '../../workflows/messages.ts';
import { rounded } from '../policy/stats.ts';
import { startRun, stepsOf } from './durable-run.ts';
import type { Role, Site } from './site.ts';

/** Resident megabytes of a process. */
export function residentMegabytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

const looks = 50;

/** Resident memory of the worker processes along a run, in megabytes by step. */
export async function memoryOver(spec: CurriculumSpec, site: Site) {
  const fleet = await site.startFleet('workflow', 'policy');
  const resident: Record<Role, Record<number, number>> = { workflow: {}, policy: {} };
  try {
    const run = await startRun(site.client, spec);
    const steps = stepsOf(spec);
    const stage = site.client.workflow.getHandle(`${run.workflowId}/stage-${spec.stages[0]!.name}`);
    let next = 1;
    while (next <= steps) {
      const { step } = await stage.query(progressQuery).catch(() => ({ step: 0 }));
      if (step < next) {
        await sleep(50);
        continue;
      }
      for (const role of ['workflow', 'policy'] as const) {
        resident[role][step] = Math.round(residentMegabytes(fleet.pid(role)));
      }
      next = step + Math.ceil(steps / looks);
    }
    await run.result();
  } finally {
    await fleet.stop();
  }
  return {
    steps: stepsOf(spec),
    residentMegabytes: resident,
    growth: { workflow: growthOf(resident.workflow), policy: growthOf(resident.policy) },
  };
}

/** How much more is resident on average in the last fifth of the looks than in the second fifth: the first is warm-up. */
export function growthOf(bySteps: Readonly<Record<number, number>>): number {
  const values = Object.values(bySteps);
  const fifth = Math.floor(values.length / 5);
  const mean = (part: readonly number[]): number => part.reduce((sum, value) => sum + value, 0) / part.length;
  return rounded(mean(values.slice(-fifth)) / mean(values.slice(fifth, 2 * fifth)) - 1);
}

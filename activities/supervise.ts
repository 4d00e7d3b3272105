import type { Objective } from '../policy/objectives.ts';
import type { TrainingGroup, UpdateMetrics } from '../policy/port.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import type { HeldPolicy, RunRef } from './data.ts';
import { report, stopIfCancelled } from './heartbeat.ts';
import type { HeldPolicies } from './held-policies.ts';
import { keepSnapshot } from './keep-snapshot.ts';
import { lessonOf } from './lesson.ts';
import { coldStartOf } from './run-spec.ts';
import type { ColdStartPhase, ColdStartSpec } from './spec.ts';
import { warmUp } from './learning-rate.ts';

export interface SuperviseInput {
  readonly run: RunRef;
  readonly version: PolicyVersion;
  readonly endStep: number;
}

export interface SuperviseResult {
  readonly policy: HeldPolicy;
  readonly metrics: UpdateMetrics;
}

interface PhaseAt {
  readonly phase: ColdStartPhase;
  /** Steps of the phase that are done. */
  readonly done: number;
}

function phaseAt({ phases }: ColdStartSpec, step: number): PhaseAt {
  let done = step;
  for (const phase of phases) {
    if (done < phase.steps) return { phase, done };
    done -= phase.steps;
  }
  throw new Error(`the cold start has no step ${step}`);
}

/** The objective of one step: the phase's, its learning rate linear between the phase's ends after the run's warm-up. */
function supervisedObjectiveAt(spec: ColdStartSpec, step: number): Objective {
  const { phase, done } = phaseAt(spec, step);
  const { warmupSteps, learningRate, ...settings } = spec.optimiser;
  const [first, last] = phase.rate;
  const rate = first + ((last - first) * done) / Math.max(1, phase.steps - 1);
  const common = { ...settings, learningRate: learningRate * rate * warmUp(warmupSteps, step) };
  return phase.objective === 'sft'
    ? { kind: 'sft', cellCoefficient: spec.cellCoefficient, ...common }
    : { kind: phase.objective, ...common };
}

/**
 * Trains steps of a cold start, up to `endStep`, and keeps there what they measured and a snapshot. The lesson of a step is a pure
 * function of the seed and the step, so no step needs a record of its own: a retry begins at the snapshot before and gives the same
 * bytes. Heartbeats tell the step.
 */
export function superviseActivity(store: ObjectStore, held: HeldPolicies, holder: string) {
  return async function supervise({ run, version, endStep }: SuperviseInput): Promise<SuperviseResult> {
    const spec = await coldStartOf(store, run);
    const { reached, measured, snapshot } = await held.use(run, version, async ({ policy, becomes }) => {
      const lesson = (step: number): readonly TrainingGroup[] =>
        lessonOf(spec, phaseAt(spec, step).phase, step, policy);
      const measured: UpdateMetrics[] = [];
      let groups = lesson(version.step);
      for (let step = version.step; step < endStep; step++) {
        stopIfCancelled();
        const update = policy.update(groups, supervisedObjectiveAt(spec, step));
        // The next maps are drawn while the engine's thread computes.
        if (step + 1 < endStep) groups = lesson(step + 1);
        const metrics = await update;
        measured.push(metrics);
        report({ step: step + 1, endStep, loss: metrics['train/loss'] });
      }
      const reached = { step: endStep, digest: await policy.digest() };
      becomes(reached);
      return { reached, measured, snapshot: await policy.snapshot() };
    });
    const stage = phaseAt(spec, version.step).phase.name;
    await runRecords(store, run.name).writeLessons({ stage, firstStep: version.step, metrics: measured });
    await keepSnapshot(store, run.name, reached.step, snapshot);
    return { policy: { version: reached, holder, divergences: 0 }, metrics: measured.at(-1) ?? {} };
  };
}

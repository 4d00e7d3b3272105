import { rootCause, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, condition, startChild, type ChildWorkflowHandle } from '@temporalio/workflow';

import type { FindArmInput } from '../activities/find-arm.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import { light } from './activity-options.ts';
import { resultOf } from './lasting-child.ts';
import { steerSignal, type ArmStanding } from './messages.ts';
import { whilePaused, type AskedHold, type SteeringState } from './steering.ts';
import { trainCurriculum } from './train-curriculum.ts';

/** One run of a comparison. */
export interface ArmToSettle extends FindArmInput {
  readonly digest: string;
  readonly summary: string;
}

type Child = ChildWorkflowHandle<typeof trainCurriculum>;
type Standing = Pick<ArmStanding, 'state' | 'reason' | 'child'>;

/** From one look for an arm that another comparison trains to the next. */
const [firstWait, longestWait] = [10_000, 600_000];

/**
 * The curricula that a comparison has on their way. A curriculum's workflow id holds the digest of its arm, so that of two comparisons
 * that come to the same arm one trains it; the other waits for its record, or trains it where the first gives up.
 */
export class ArmsAtWork {
  readonly #steering: SteeringState;
  readonly #children = new Set<Child>();
  #last: AskedHold | undefined;

  constructor(steering: SteeringState) {
    this.#steering = steering;
  }

  /** Passes on what people ask of the comparison. */
  async hold(asked: AskedHold): Promise<void> {
    this.#last = asked;
    await Promise.all([...this.#children].map((child) => told(child, asked)));
  }

  /** Sees to it that an arm has been trained. What goes wrong with it is its own affair, unless the comparison is cancelled. */
  async settle(arm: ArmToSettle, tell: (standing: Standing) => void): Promise<Standing> {
    try {
      for (let wait = firstWait; ; wait = Math.min(2 * wait, longestWait)) {
        const spec = await this.#wanted(arm);
        if (spec === null) return { state: 'reused' };
        const child = await this.#started(arm, spec);
        if (child) return await this.#trained(arm, child, tell);
        tell({ state: 'elsewhere', child: childId(arm) });
        await condition(() => this.#steering.stopping, wait);
        await whilePaused(this.#steering);
        if (this.#steering.stopping) return { state: 'stopped' };
      }
    } catch (error) {
      if (CancellationScope.current().consideredCancelled) throw error;
      return { state: 'failed', reason: rootCause(error) ?? String(error) };
    }
  }

  async #wanted({ material, index, summary }: ArmToSettle): Promise<CurriculumSpec | null> {
    const found = await light.findArm.executeWithOptions({ summary: `look for ${summary}` }, [{ material, index }]);
    return found.spec;
  }

  /** The arm's curriculum; undefined where another comparison has it at work. */
  async #started(arm: ArmToSettle, spec: CurriculumSpec): Promise<Child | undefined> {
    try {
      return await CancellationScope.nonCancellable(() =>
        startChild(trainCurriculum, { workflowId: childId(arm), staticSummary: arm.summary, args: [spec] }),
      );
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw error;
    }
  }

  async #trained(arm: ArmToSettle, child: Child, tell: (standing: Standing) => void): Promise<Standing> {
    const startedAt = Date.now();
    this.#children.add(child);
    tell({ state: 'training', child: child.workflowId });
    try {
      const { paused, stopping } = this.#steering;
      if ((paused || stopping) && this.#last) await told(child, this.#last);
      const { run, version, divergences, outcome, changes } = await resultOf(child);
      if (outcome === 'stopped') return { state: 'stopped' };
      if (changes)
        return { state: 'failed', reason: `people changed it ${changes} times: it is not what the spec says` };
      const wallSeconds = (Date.now() - startedAt) / 1000;
      await light.keepArm.executeWithOptions({ summary: `keep ${arm.summary}` }, [
        { digest: arm.digest, run, version, divergences, wallSeconds },
      ]);
      return { state: 'finished' };
    } finally {
      this.#children.delete(child);
    }
  }
}

/** A curriculum that has just ended needs no telling. */
const told = (child: Child, asked: AskedHold): Promise<void> => child.signal(steerSignal, asked).catch(() => undefined);

const childId = ({ digest }: ArmToSettle): string => `arm-${digest.slice(0, 24)}`;

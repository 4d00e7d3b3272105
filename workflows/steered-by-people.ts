import type { UpdateDefinition } from '@temporalio/common';
import { currentUpdateInfo, setHandler, workflowInfo } from '@temporalio/workflow';

import type { PolicyVersion } from '../store/run-records.ts';
import type { SteeringRecord } from '../store/steering-record.ts';
import { stageAt } from './curriculum-plan.ts';
import type { CurriculumSteering } from './curriculum-steering.ts';
import { hear } from './hear.ts';
import {
  checkpointUpdate,
  setLearningRateUpdate,
  setStageLengthUpdate,
  skipToUpdate,
  steerSignal,
  tookHoldSignal,
  type RunState,
} from './messages.ts';
import { isRecord, isSteer } from './signal-forms.ts';
import { askedBy, heldByUpdates, isHold, tooLate } from './steering.ts';
import { turnDown } from './turn-down.ts';
import { misfit, wishes, type WishName, type Wishes } from './wishes.ts';

/** What a curriculum tells of itself. */
export interface SteeredCurriculum {
  readonly state: () => RunState;
  /** Steps of the run that it knows to be done. */
  readonly step: () => number;
}

/** An update's id: an act of steering goes by it. */
const updateId = (): string => currentUpdateInfo()!.id;

/**
 * Listens to people and to those who pass on what they asked. Validators turn down what makes no sense, before an event is written. A
 * reset delivers updates before the run is open: what was accepted once is heard then, and judged when the stages are known.
 */
export function steeredByPeople(steering: CurriculumSteering, { state, step }: SteeredCurriculum): void {
  const { wanted } = steering;
  const { runId, firstExecutionRunId } = workflowInfo();
  const isReset = runId !== firstExecutionRunId;

  function tooEarlyOrLate(): string | undefined {
    if (!steering.plan) return isReset ? undefined : 'the run is not open yet';
    return tooLate(wanted) ?? (stageAt(steering.plan) ? undefined : 'the run has trained its last step');
  }

  function refusal<Name extends WishName>(name: Name, wish: Wishes[Name]): string | undefined {
    const { plan } = steering;
    const reason = tooEarlyOrLate() ?? misfit(name, wish);
    if (reason !== undefined || !plan) return reason;
    return plan.changeable ? wishes[name].refusal(wish, { plan, step: step() }) : 'an earlier release opened the run';
  }

  function listen<Name extends WishName>(name: Name, update: UpdateDefinition<SteeringRecord, [Wishes[Name]]>): void {
    const act = (wish: Wishes[Name]) => {
      turnDown(name, refusal(name, wish));
      return wishes[name].act(wish, { plan: steering.plan!, step: step() });
    };
    setHandler(update, (wish) => steering.ask(updateId(), () => act(wish)), {
      description: wishes[name].description,
      validator: (wish) => turnDown(name, refusal(name, wish)),
    });
  }

  async function checkpoint(): Promise<PolicyVersion> {
    const record = await steering.ask(updateId(), () => ({ act: 'checkpoint' }));
    return { step: record.step, digest: record.act === 'checkpoint' ? record.digest! : '' };
  }

  heldByUpdates(wanted, async (asked) => {
    await steering.hold(asked);
    return state();
  });
  setHandler(checkpointUpdate, checkpoint, {
    description: 'Keep a snapshot of the version after the step at work.',
    validator: () => turnDown('checkpoint', tooEarlyOrLate()),
  });
  listen('setLearningRate', setLearningRateUpdate);
  listen('setStageLength', setStageLengthUpdate);
  listen('skipTo', skipToUpdate);
  hear(steerSignal, isSteer, {
    description: 'What people asked of the comparison.',
    async act(told) {
      const asked = askedBy(told);
      if (!wanted.over && isHold(asked)) await steering.hold(asked);
    },
  });
  hear(tookHoldSignal, isRecord, {
    description: 'What took hold in the stage at work.',
    act: (record) => steering.tookHold(record),
  });
}

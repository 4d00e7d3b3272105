import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { instantActivities, type InstantStage } from '../test/instant-activities.ts';
import { instantRuns, type InstantRuns } from '../test/instant-run.ts';
import { answeringStep } from './answering-step.ts';
import { setStageLengthUpdate, stopUpdate } from './messages.ts';

let runs: InstantRuns;

beforeAll(async () => {
  runs = await instantRuns(inject('servers'));
});

afterAll(() => runs.close());

/** The steps of a stage with the steps of the versions that answer them. */
const answersOf = (first: number, end: number, maxStaleness: number): readonly (readonly [number, number])[] =>
  Array.from({ length: end - first }, (_, index) => [first + index, answeringStep(first + index, first, maxStaleness)]);

/** Those that are asked at once arrive in any order. */
const inOrder = (answers: readonly (readonly [number, number])[]) =>
  answers.toSorted(([a, by], [b, other]) => a - b || by - other);

type Instant = ReturnType<typeof instantActivities>;

/** Activities whose updates wait until a later step of the stage has been answered: those of steps before `until`. */
function waitingUpdates(instant: Instant, maxStaleness: number, until: number): Instant {
  const { policy, answered } = instant;
  const scoreAndUpdate: typeof policy.scoreAndUpdate = async (input) => {
    const ahead = Math.min(input.version.step + maxStaleness, until);
    while (!answered.some(([step]) => step === ahead)) await new Promise((resolve) => setTimeout(resolve, 5));
    return policy.scoreAndUpdate(input);
  };
  return { ...instant, policy: { ...policy, scoreAndUpdate } };
}

test.each([1, 3])(
  'steps are answered beside the updates before them, %i behind, across continue-as-new',
  async (maxStaleness) => {
    const stages: readonly InstantStage[] = [
      { name: 'dense', steps: 8, maxStaleness },
      { name: 'sparse', steps: 3, maxStaleness },
    ];
    const instant = instantActivities(stages);
    await runs.withRun(waitingUpdates(instant, maxStaleness, 7), async (run) => {
      expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 11, digest: 'v11' } });
      expect(inOrder(instant.answered)).toEqual([...answersOf(0, 8, maxStaleness), ...answersOf(8, 11, maxStaleness)]);
      expect([...instant.log.keys()]).toEqual(Array.from({ length: 11 }, (_, step) => step));
    });
  },
);

test('what was answered beyond a gate, a stop or a new end of its stage is left, and the next stage begins anew', async () => {
  const stages: readonly InstantStage[] = [
    { name: 'gated', steps: 9, checkEvery: 2, opensAt: 4, maxStaleness: 2 },
    { name: 'shortened', steps: 30, maxStaleness: 2 },
    { name: 'stopped', steps: 50, maxStaleness: 2 },
  ];
  const instant = instantActivities(stages, 30);
  await runs.withRun(instant, async (run) => {
    await instant.learnt(8);
    await run.executeUpdate(setStageLengthUpdate, { args: [{ stage: 'shortened', steps: 8 }] });
    await instant.learnt(16);
    await run.executeUpdate(stopUpdate);
    const { outcome, version } = await run.result();
    expect(outcome).toBe('stopped');
    expect([...instant.log]).toEqual([
      ...answersOf(0, 4, 2).map(([step]) => [step, 'gated']),
      ...answersOf(4, 12, 2).map(([step]) => [step, 'shortened']),
      ...answersOf(12, version.step, 2).map(([step]) => [step, 'stopped']),
    ]);
    // The first steps of a stage are not those that the stage before it had answered, but did not come to.
    for (const [step, stage] of instant.log) {
      const first = { gated: 0, shortened: 4, stopped: 12 }[stage]!;
      expect(instant.answered).toContainEqual([step, answeringStep(step, first, 2)]);
    }
    expect(instant.answered.filter(([step]) => step === 4)).toEqual([
      [4, 2],
      [4, 4],
    ]);
  });
});

test('a step of which something was lost is answered again by the version that answered it', async () => {
  const instant = instantActivities([{ name: 'dense', steps: 6, maxStaleness: 1 }]);
  let losses = 1;
  const scoreAndUpdate: typeof instant.policy.scoreAndUpdate = async (input) => {
    if (input.version.step === 3 && losses-- > 0)
      throw ApplicationFailure.nonRetryable('object objects/aa is missing', 'MissingObject');
    return instant.policy.scoreAndUpdate(input);
  };
  await runs.withRun({ ...instant, policy: { ...instant.policy, scoreAndUpdate } }, async (run) => {
    expect(await run.result()).toMatchObject({ outcome: 'finished', version: { step: 6 } });
    expect(inOrder(instant.answered)).toEqual(inOrder([...answersOf(0, 6, 1), [3, 2]]));
  });
});

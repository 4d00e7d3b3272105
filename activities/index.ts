import type { ObjectStore } from '../store/objects.ts';
import type { HeldPolicies } from './held-policies.ts';
import { openColdStartActivity } from './open-cold-start.ts';
import { openRunActivity } from './open-run.ts';
import { rolloutActivity } from './rollout.ts';
import { saveSnapshotActivity } from './save-snapshot.ts';
import { scoreActivity } from './score.ts';
import { selectBatchActivity } from './select-batch.ts';
import { selectHeldOutActivity } from './select-held-out.ts';
import { superviseActivity } from './supervise.ts';
import { tallyAnswersActivity } from './tally-answers.ts';
import { updatePolicyActivity } from './update-policy.ts';
import { writeReportActivity } from './write-report.ts';

/** Activities of the main queue: pure code over stored objects. */
export function lightActivities(store: ObjectStore, projectFolder: URL) {
  return {
    openRun: openRunActivity(store, projectFolder),
    openColdStart: openColdStartActivity(store),
    selectBatch: selectBatchActivity(store),
    score: scoreActivity(store),
    selectHeldOut: selectHeldOutActivity(store, projectFolder),
    tallyAnswers: tallyAnswersActivity(store),
    writeReport: writeReportActivity(store),
  };
}

/** Activities of the policy queue and of a worker's own queue. */
export function policyActivities(store: ObjectStore, held: HeldPolicies, ownQueue: string) {
  return {
    rollout: rolloutActivity(store, held),
    updatePolicy: updatePolicyActivity(store, held, ownQueue),
    supervise: superviseActivity(store, held, ownQueue),
    saveSnapshot: saveSnapshotActivity(store, held),
  };
}

export type LightActivities = ReturnType<typeof lightActivities>;
export type PolicyActivities = ReturnType<typeof policyActivities>;

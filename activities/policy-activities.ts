import type { ObjectStore } from '../store/objects.ts';
import { answerPartActivity } from './answer-part.ts';
import { alive } from './heartbeat.ts';
import type { HeldPolicies } from './held-policies.ts';
import { rolloutActivity } from './rollout.ts';
import { saveSnapshotActivity } from './save-snapshot.ts';
import { scorer } from './score.ts';
import { scoreAndUpdateActivity } from './score-and-update.ts';
import { superviseActivity } from './supervise.ts';
import { updatePolicyActivity, updater } from './update-policy.ts';

/** Activities of the policy queue and of a worker's own queue. */
export function policyActivities(store: ObjectStore, held: HeldPolicies, ownQueue: string, projectFolder: URL) {
  const update = updater(store, held, ownQueue);
  return {
    rollout: alive(rolloutActivity(store, held, ownQueue)),
    updatePolicy: alive(updatePolicyActivity(store, held.pixels, update)),
    scoreAndUpdate: alive(scoreAndUpdateActivity(store, held.pixels, scorer(store, projectFolder), update)),
    supervise: alive(superviseActivity(store, held, ownQueue)),
    answerPart: alive(answerPartActivity(store, held)),
    saveSnapshot: alive(saveSnapshotActivity(store, held)),
  };
}

export type PolicyActivities = ReturnType<typeof policyActivities>;

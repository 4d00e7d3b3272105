import { tinkerServerOf } from '../policy/remote/tinker-server.ts';
import type { ObjectStore } from '../store/objects.ts';
import { answerPartActivity } from './answer-part.ts';
import { closeDatasetActivity } from './close-dataset.ts';
import { findArmActivity } from './find-arm.ts';
import { alive, report, stopIfCancelled } from './heartbeat.ts';
import type { HeldPolicies } from './held-policies.ts';
import { importShardActivity } from './import-shard.ts';
import { judgeGateActivity } from './judge-gate.ts';
import { keepArmActivity } from './keep-arm.ts';
import { openColdStartActivity } from './open-cold-start.ts';
import { openComparisonActivity } from './open-comparison.ts';
import { openEvaluationActivity } from './open-evaluation.ts';
import { openDatasetActivity } from './open-dataset.ts';
import { openRunActivity } from './open-run.ts';
import { recordSteeringActivity } from './record-steering.ts';
import { rolloutActivity } from './rollout.ts';
import { saveSnapshotActivity } from './save-snapshot.ts';
import { scoreActivity, scorer } from './score.ts';
import { scoreAndUpdateActivity } from './score-and-update.ts';
import { sealRunActivity } from './seal-run.ts';
import { selectBatchActivity, selectionIn } from './select-batch.ts';
import { selectBatchesActivity } from './select-batches.ts';
import { selectHeldOutActivity } from './select-held-out.ts';
import { superviseActivity } from './supervise.ts';
import { sweepStoreActivity } from './sweep-store.ts';
import { tallyAnswersActivity } from './tally-answers.ts';
import { updatePolicyActivity, updater } from './update-policy.ts';
import { writeComparisonActivity } from './write-comparison.ts';
import { writeEvaluationActivity } from './write-evaluation.ts';
import { writeReportActivity } from './write-report.ts';

/** Activities of the main queue: pure code over stored objects. */
export function lightActivities(store: ObjectStore, projectFolder: URL, environment: NodeJS.ProcessEnv = process.env) {
  const reach = { store, projectFolder, environment };
  const rowsRead = (rows: number): void => {
    stopIfCancelled();
    report({ rows });
  };
  const selection = selectionIn(store);
  return {
    openRun: alive(openRunActivity(store, projectFolder)),
    openColdStart: alive(openColdStartActivity(store, projectFolder)),
    openEvaluation: alive(openEvaluationActivity(store, projectFolder)),
    selectBatch: alive(selectBatchActivity(selection)),
    selectBatches: alive(selectBatchesActivity(selection)),
    score: alive(scoreActivity(store, projectFolder)),
    judgeGate: alive(judgeGateActivity(store)),
    recordSteering: alive(recordSteeringActivity(store)),
    selectHeldOut: alive(selectHeldOutActivity(store, projectFolder)),
    tallyAnswers: alive(tallyAnswersActivity(store)),
    writeEvaluation: alive(writeEvaluationActivity(store)),
    openComparison: alive(openComparisonActivity(store, projectFolder)),
    findArm: alive(findArmActivity(store)),
    keepArm: alive(keepArmActivity(store)),
    writeComparison: alive(writeComparisonActivity(store)),
    writeReport: alive(writeReportActivity(store)),
    sealRun: alive(sealRunActivity(store)),
    openDataset: alive(openDatasetActivity(reach)),
    importShard: alive(importShardActivity(reach, rowsRead)),
    closeDataset: alive(closeDatasetActivity(store)),
    sweepStore: alive(sweepStoreActivity(store, () => tinkerServerOf(environment))),
  };
}

/** Activities of the policy queue and of a worker's own queue. */
export function policyActivities(store: ObjectStore, held: HeldPolicies, ownQueue: string, projectFolder: URL) {
  const update = updater(store, held, ownQueue);
  return {
    rollout: alive(rolloutActivity(store, held, ownQueue)),
    updatePolicy: alive(updatePolicyActivity(store, update)),
    scoreAndUpdate: alive(scoreAndUpdateActivity(store, held.pixels, scorer(store, projectFolder), update)),
    supervise: alive(superviseActivity(store, held, ownQueue)),
    answerPart: alive(answerPartActivity(store, held)),
    saveSnapshot: alive(saveSnapshotActivity(store, held)),
  };
}

export type LightActivities = ReturnType<typeof lightActivities>;
export type PolicyActivities = ReturnType<typeof policyActivities>;

import { tinkerServerOf } from '../policy/remote/tinker-server.ts';
import type { ObjectStore } from '../store/objects.ts';
import { closeDatasetActivity } from './close-dataset.ts';
import { findArmActivity } from './find-arm.ts';
import { alive, report, stopIfCancelled } from './heartbeat.ts';
import { importShardActivity } from './import-shard.ts';
import { judgeGateActivity } from './judge-gate.ts';
import { keepArmActivity } from './keep-arm.ts';
import { openColdStartActivity } from './open-cold-start.ts';
import { openComparisonActivity } from './open-comparison.ts';
import { openEvaluationActivity } from './open-evaluation.ts';
import { openDatasetActivity } from './open-dataset.ts';
import { openRunActivity } from './open-run.ts';
import { recordSteeringActivity } from './record-steering.ts';
import { scoreActivity } from './score.ts';
import { sealRunActivity } from './seal-run.ts';
import { selectBatchActivity, selectionIn } from './select-batch.ts';
import { selectBatchesActivity } from './select-batches.ts';
import { selectHeldOutActivity } from './select-held-out.ts';
import { sweepStoreActivity } from './sweep-store.ts';
import { tallyAnswersActivity } from './tally-answers.ts';
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

export type LightActivities = ReturnType<typeof lightActivities>;

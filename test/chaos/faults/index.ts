import type { FaultKind } from '../fault-kinds.ts';
import { everythingKilled } from './everything-killed.ts';
import { nextAnswerLost, nextPutCut, nextReadCut, nextSwallowed } from './next-request.ts';
import { heldKilled } from './held-killed.ts';
import type { Injector } from './scene.ts';
import { serverKilled } from './server-killed.ts';
import { diskFull, storeRefusing, storeSlow } from './store-outage.ts';
import { successorKilled } from './successor-killed.ts';
import { sweepKilled } from './sweep-killed.ts';
import { twoPolicyWorkers } from './two-policy-workers.ts';
import { workerFrozen } from './worker-frozen.ts';
import { workerKilled } from './worker-killed.ts';

/** How each kind of fault is done. */
export const injectors: Readonly<Record<FaultKind, Injector>> = {
  'policy-killed': workerKilled('policy'),
  'workflow-killed': workerKilled('workflow'),
  'temporal-killed': serverKilled('temporal'),
  'minio-killed': serverKilled('minio'),
  'everything-killed': everythingKilled,
  'store-refusing': storeRefusing,
  'store-slow': storeSlow,
  'store-silent': nextSwallowed,
  'put-cut': nextPutCut,
  'read-cut': nextReadCut,
  'answer-lost': nextAnswerLost,
  'disk-full': diskFull,
  'policy-frozen': workerFrozen('policy'),
  'workflow-frozen': workerFrozen('workflow'),
  'two-policy-workers': twoPolicyWorkers,
  'sweep-killed': sweepKilled,
  'successor-killed': successorKilled,
  'held-killed': heldKilled,
};

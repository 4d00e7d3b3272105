import { Context } from '@temporalio/activity';

import type { TinkerServer } from '../policy/tinker/transport.ts';
import type { Swept } from '../report/swept-text.ts';
import type { DatedObject } from '../store/bucket.ts';
import { digestIn, type ObjectStore } from '../store/objects.ts';
import { beginRemoval, type Removal } from '../store/removal.ts';
import { report, stopIfCancelled } from './heartbeat.ts';
import { markedObjects } from './mark-store.ts';
import type { NamedBy } from './object-walk.ts';
import { openWork } from './open-work.ts';
import { retiredRuns } from './retired-runs.ts';
import { parseSpec } from './parse-spec.ts';
import { ServerStates } from './server-states.ts';
import { secondsIn, sweepSpec } from './sweep-spec.ts';
import { SweptTally } from './swept-tally.ts';

export interface SweepStoreInput {
  /** What `sweepStore` was started with, as yet unread. */
  readonly spec: unknown;
}

const atOnce = 1_000;

async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < atOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Removes the objects that no record reaches, nor the history of an open workflow, and that were last written before all work at hand began, and
 * earlier by `olderThan`. Before anything is removed all is read that may name objects: a record that is damaged, missing or of an unknown kind
 * ends the sweep. Killed anywhere, it is done again from the start. Snapshots of a policy on a server take along what it keeps for them.
 */
export function sweepStoreActivity(store: ObjectStore, server: () => TinkerServer | undefined = () => undefined) {
  const { bucket } = store;
  return async function sweepStore(input: SweepStoreInput): Promise<Swept> {
    const { olderThan, remove } = parseSpec(sweepSpec, input.spec);
    const { client, info } = Context.current();
    const roots = new Map<string, NamedBy>();
    // Histories before records: what a workflow hands over to a record meanwhile is seen in one of the two.
    const { oldestAttempt, namedBy } = await openWork(client, (object, workflowId) =>
      roots.set(object.key, { object, by: `workflow ${workflowId}`, mayBeGone: true }),
    );
    const oldest = Math.min(info.currentAttemptScheduledTimestampMs, oldestAttempt) - secondsIn(olderThan) * 1_000;
    // Some answers of the store are cut to whole seconds.
    const before = Math.floor(oldest / 1_000) * 1_000;
    const retirement = await retiredRuns(store, namedBy, before);
    const marked = await markedObjects(bucket, roots.values(), retirement.reachOf, (seen) => {
      stopIfCancelled();
      report({ phase: 'reading records', ...seen });
    });

    if (remove) await retirement.write();

    const tally = new SweptTally();
    const states = new ServerStates(store, server);
    const isOld = (modified: number): boolean => modified < before;
    let removal: Removal | undefined;
    async function take(objects: readonly DatedObject[]): Promise<void> {
      stopIfCancelled();
      report({ phase: remove ? 'removing' : 'counting', ...tally.sums });
      if (!remove) return tally.gone(objects);
      removal ??= await beginRemoval(bucket);
      const free = await states.letGo(objects);
      const removed = new Set(
        await removal.remove(
          free.map(({ key }) => key),
          isOld,
        ),
      );
      tally.gone(objects.filter(({ key }) => removed.has(key)));
    }

    /** Objects that nothing names and that are old; the others are counted. */
    async function* unnamed(): AsyncGenerator<DatedObject> {
      for await (const object of bucket.walk('objects/')) {
        const digest = digestIn(object.key);
        if (digest === undefined || marked.has(digest)) tally.named(object);
        else if (!isOld(object.modified)) tally.young(object);
        else yield object;
      }
    }

    try {
      for await (const objects of inBatches(unnamed())) await take(objects);
    } finally {
      await removal?.end();
    }
    return {
      removed: remove,
      before: new Date(before).toISOString(),
      retired: retirement.news,
      ...tally.objects,
      ...(states.left && { left: states.left }),
    };
  };
}

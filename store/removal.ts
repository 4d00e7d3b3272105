import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import pLimit from 'p-limit';

import type { Bucket } from './bucket.ts';

/**
 * How objects are removed from under those who put them. An object that nothing names may be put again, by a run that needs the same bytes,
 * at the very moment at which it is removed. So a removal says first what it is about to remove, and whoever puts that puts it again
 * afterwards. `docs/store.md` has the argument.
 */
interface Notice {
  /** Names that are being removed right now. */
  readonly condemned: readonly string[];
  /** The removal that says so. */
  readonly by?: string;
}

/** There for as long as something is removed. */
const noticeKey = 'sweeps/notice.json';
/** Never there. */
const probeKey = 'sweeps/probe.json';

/** For so long after a look at the notice a put may take it that there is none. A removal waits as long before it removes anything. */
const leaseMs = 5_000;
/** A notice this much older than what was put is of a removal that died: a living one sends each deletion within a quarter of it. */
const staleMs = 120_000;
const pollMs = 250;
const statsAtOnce = 16;

/** Time as it passes here: what it is now, in milliseconds from wherever, and waiting. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const steady: Clock = { now: () => performance.now(), sleep };

/** Whether a name is being removed right now. */
type Condemns = (key: string) => boolean;

function isNotice(value: unknown): value is Notice {
  const { condemned } = Object(value) as Partial<Notice>;
  return Array.isArray(condemned) && condemned.every((key) => typeof key === 'string');
}

/** A notice; undefined for what is not as a removal writes it. */
function noticeIn(content: Buffer): Notice | undefined {
  try {
    const notice: unknown = JSON.parse(content.toString('utf8'));
    return isNotice(notice) ? notice : undefined;
  } catch {
    return undefined;
  }
}

/** What the notice condemns, where there is one. One that is not as a removal writes it condemns everything, until it is written anew or stale. */
async function readNotice(bucket: Bucket): Promise<Condemns | undefined> {
  const content = await bucket.read(noticeKey);
  if (!content) return undefined;
  const notice = noticeIn(content);
  return (key) => notice?.condemned.includes(key) ?? true;
}

/** Whether what was put cannot be removed by a removal that began before. Asked after the put is done. */
async function stays(bucket: Bucket, key: string, condemns: Condemns | undefined): Promise<boolean> {
  const put = await bucket.stat(key);
  if (!put) return false;
  if (!condemns?.(key)) return true;
  const { modified = put.modified } = (await bucket.stat(noticeKey)) ?? {};
  return put.modified - modified > staleMs;
}

/** Makes puts safe against a removal at work: each is done again where the removal may have taken it away. */
export function notWhileRemoved(
  bucket: Bucket,
  { now, sleep }: Clock = steady,
): (key: string, put: () => Promise<unknown>) => Promise<void> {
  let freeUntil = -Infinity;
  let looking: Promise<unknown> | undefined;

  async function look(): Promise<Condemns | undefined> {
    const asked = now();
    const condemns = await readNotice(bucket);
    freeUntil = condemns ? -Infinity : asked + leaseMs;
    return condemns;
  }

  return async (key, put) => {
    for (;;) {
      if (now() >= freeUntil) await (looking ??= look().finally(() => (looking = undefined)));
      const until = freeUntil;
      await put();
      if (now() < until) return;
      if (await stays(bucket, key, await look())) return;
      await sleep(pollMs);
    }
  };
}

/** A removal at work. */
export interface Removal {
  /** Removes those of at most a thousand names that are still as `isOld` wants them. Answers with what was removed. */
  remove(keys: readonly string[], isOld: (modified: number) => boolean): Promise<readonly string[]>;
  /** Ends the removal: puts need not look out for it any more. */
  end(): Promise<void>;
}

/**
 * Begins to remove objects. One at a time over a bucket; one that died is taken over. Throws `RemovalRefused`, before anybody has to look out for
 * it, where the store user may not remove.
 */
export async function beginRemoval(bucket: Bucket, { now, sleep }: Clock = steady): Promise<Removal> {
  const by = randomUUID();
  const announce = (condemned: readonly string[]): Promise<unknown> =>
    bucket.write(noticeKey, Buffer.from(JSON.stringify({ condemned, by } satisfies Notice)), 'json');
  await bucket.remove([probeKey]);
  await announce([]);
  await sleep(leaseMs);

  return {
    async remove(keys, isOld) {
      for (;;) {
        const begun = now();
        await announce(keys);
        const found = await pLimit(statsAtOnce).map(keys, (key) => bucket.stat(key));
        if (now() - begun > staleMs / 4) continue;
        const old = found.flatMap((object) => (object && isOld(object.modified) ? [object.key] : []));
        if (old.length > 0) await bucket.remove(old);
        return old;
      }
    },
    async end() {
      const standing = await bucket.read(noticeKey);
      // One that was taken over comes to its end, too: the notice is then of its successor.
      if (standing && noticeIn(standing)?.by === by) await bucket.remove([noticeKey]);
    },
  };
}

import type { Bucket } from '../store/bucket.ts';
import { storeIn, type ObjectStore } from '../store/objects.ts';

/** What a process that is killed never says. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** A store whose process dies at one of its writes: at an even moment before it, at the odd one that follows when it is done. */
export function dyingAt(moment: number, bucket: Bucket): ObjectStore {
  let next = 0;
  let dead = false;
  const unlessDead = (at: number): void => {
    dead ||= at === moment;
    if (dead) throw new Killed();
  };
  async function written<T>(write: () => Promise<T>): Promise<T> {
    const at = next;
    next += 2;
    unlessDead(at);
    const done = await write();
    unlessDead(at + 1);
    return done;
  }
  return storeIn({
    ...bucket,
    write: (...write) => written(() => bucket.write(...write)),
    writeFile: (...write) => written(() => bucket.writeFile(...write)),
  });
}

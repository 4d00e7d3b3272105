import { setTimeout as sleep } from 'node:timers/promises';

import type { Injector } from './scene.ts';

/** From the start of a policy worker to the next update at most: it makes the version again meanwhile. */
const recoveryMs = 10_000;

/** A policy worker is killed, and then the one that takes its place, somewhere on its way to the next update. */
export const successorKilled: Injector = async ({ crew, share, struck, over }) => {
  struck();
  await crew.kill(crew.of('policy'));
  await crew.enter('policy');
  await sleep(recoveryMs * share, undefined, { signal: over }).catch(() => undefined);
  await crew.kill(crew.of('policy'));
  await crew.enter('policy');
};

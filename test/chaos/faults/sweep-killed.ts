import { setTimeout as sleep } from 'node:timers/promises';

import { sweep } from '../sweep.ts';
import type { Injector } from './scene.ts';

/** As long as a sweep of a small store takes: most of it is the wait between its first notice and its first removal. */
const sweepMs = 8_000;

/** A sweep with no time of grace is at work beside the run. Its worker is killed somewhere in it; another does it again. */
export const sweepKilled: Injector = async ({ world: { client }, crew, share, struck }) => {
  const swept = sweep(client);
  await Promise.race([swept, sleep(sweepMs * share)]);
  struck();
  await crew.kill(crew.of('workflow'));
  await crew.enter('workflow');
  await swept;
};

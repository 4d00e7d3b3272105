import { setTimeout as sleep } from 'node:timers/promises';

import type { Role } from '../../fleet.ts';
import { inHand } from '../in-hand.ts';
import { patiently } from '../patiently.ts';
import type { Injector } from './scene.ts';

const pollMs = 100;

/**
 * A worker hangs with an activity in hand until the activity has been given to another, and then goes on where it was: both do the
 * same work and write what it gives. After an update one of them ends well.
 */
export const workerFrozen =
  (role: Role): Injector =>
  async ({ world: { client }, crew, workflowId, updates, share, struck, over }) => {
    const frozen = crew.of(role);
    const held = (): Promise<readonly string[]> => patiently(() => inHand(client, workflowId, frozen.pid ?? 0));
    if (!(await crew.freeze(frozen, async () => (await held()).length > 0, over))) return;
    struck();
    const taken = new Set(await held());
    const other = await crew.enter(role);
    while (!over.aborted && (await held()).some((attempt) => taken.has(attempt))) await sleep(pollMs);
    await sleep(1_000 * share);
    frozen.kill('SIGCONT');
    await updates.reach(updates.count() + 1);
    if (share < 0.5) return crew.retire(frozen);
    crew.keep(role, frozen);
    await crew.retire(other);
  };

import type { Injector } from './scene.ts';

const updatesTogether = 2;

/** A second policy worker joins; after some updates the first ends well. */
export const twoPolicyWorkers: Injector = async ({ crew, updates, struck }) => {
  const first = crew.of('policy');
  struck();
  await crew.enter('policy');
  await updates.reach(updates.count() + updatesTogether);
  await crew.retire(first);
};

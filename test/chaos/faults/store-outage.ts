import { setTimeout as sleep } from 'node:timers/promises';

import { full, passed, slowed } from '../treatments.ts';
import type { Injector } from './scene.ts';

const waitMs = 500;
const bytesPerSecond = 4_000_000;

/** MinIO's port is closed, and every connection with it, for the length of an outage. */
export const storeRefusing: Injector = async ({ world: { proxy }, outageMs, struck }) => {
  struck();
  await proxy.refuse();
  await sleep(outageMs);
  await proxy.accept();
};

/** Each request to MinIO waits half a second and its bytes trickle, for the length of an outage. */
export const storeSlow: Injector = async ({ world: { proxy }, outageMs, struck }) => {
  struck();
  proxy.treat(slowed(waitMs, bytesPerSecond));
  await sleep(outageMs);
  proxy.treat(passed);
};

/** MinIO's disk has no byte left; where no small disk can be mounted, the proxy answers as MinIO then does. */
export const diskFull: Injector = async ({ world: { proxy, disk }, outageMs, struck }) => {
  struck();
  await (disk ? disk.fill() : proxy.treat(full));
  await sleep(outageMs);
  await (disk ? disk.free() : proxy.treat(passed));
};

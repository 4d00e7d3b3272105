import type { SimulatedDevices } from '../length/device.ts';

/**
 * Milliseconds of a step that devices alone would take, were nothing between them. One device updates; all others make the update again before they
 * sample from it. Where a step is answered by the version that it learns from, they sample a shard where one is free first, and the update waits for
 * all of them; where by an older one, all devices are busy all the time.
 */
export function devicesMs({ count, rolloutMs, updateMs }: SimulatedDevices, shards: number, staleness: number): number {
  if (staleness > 0) return rolloutMs / count + updateMs;
  const free = Array.from({ length: count }, (_, device) => (device === 0 ? 0 : updateMs));
  let sampled = 0;
  for (let shard = 0; shard < shards; shard++) {
    const first = free.indexOf(Math.min(...free));
    free[first]! += rolloutMs / shards;
    sampled = Math.max(sampled, free[first]!);
  }
  return sampled + updateMs;
}

import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A random generator that a name decides. Its state is the name's SHA-256: nearby seeds put straight into
 * xoroshiro128+ begin with nearly the same draws.
 */
export function generatorOf(name: string): ReturnType<typeof xoroshiro128plusFromState> {
  const digest = createHash('sha256').update(name).digest();
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32BE(offset)));
}

import { createHash } from 'node:crypto';

import type { PolicySnapshot } from '../port.ts';
import { writeSafetensors } from '../safetensors.ts';
import type { ServedConfig } from './served-config.ts';

/** What stands for the weights, which lie on the server: the SHA-256 of the configuration that names them. Nothing has updated them. */
export function servedSnapshot(config: ServedConfig): PolicySnapshot {
  const digest = createHash('sha256').update(JSON.stringify(config)).digest();
  const words = new BigInt64Array(new Uint8Array(digest).buffer);
  return {
    weights: writeSafetensors(new Map([['configuration', { dtype: 'I64', shape: [words.length], data: words }]])),
    optimiser: writeSafetensors(new Map([['step', { dtype: 'I64', shape: [], data: BigInt64Array.of(0n) }]])),
  };
}

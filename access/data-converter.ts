import { fileURLToPath } from 'node:url';

import type { DataConverter } from '@temporalio/common';

import { codecKeys } from './codec-keys.ts';
import { payloadCodec } from './payload-codec.ts';
import type { Environment } from './secrets.ts';

/**
 * How payloads travel, of clients and workers alike: encrypted where the environment gives keys. Without keys it says of an encrypted
 * payload which key is missing. Throws `NoAccess` where the keys cannot be used.
 */
export function dataConverterOf(environment: Environment): DataConverter {
  const keys = codecKeys(environment);
  return {
    payloadCodecs: [payloadCodec(keys)],
    ...(keys && { failureConverterPath: fileURLToPath(new URL('encoded-failures.cjs', import.meta.url)) }),
  };
}

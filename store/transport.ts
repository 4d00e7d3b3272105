import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

import type { ClientOptions } from 'minio';

/** How long a request may stand still. MinIO syncs a large object to its disk in less. */
const silenceMs = 30_000;

/**
 * Requests that end with an error when no byte comes or goes for a while. A machine that vanished closes no connection: who waits for it
 * would wait as long as the activity may last.
 */
export function transport(useSSL: boolean, patienceMs = silenceMs): NonNullable<ClientOptions['transport']> {
  const open = useSSL ? secureRequest : plainRequest;
  const request = ((...args: Parameters<typeof plainRequest>) => {
    const sent = open(...args);
    const silent = new Error(`MinIO has been silent for ${patienceMs / 1_000} seconds in the middle of a request`);
    return sent.setTimeout(patienceMs, () => sent.destroy(silent));
  }) as typeof plainRequest;
  return { request };
}

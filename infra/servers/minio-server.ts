import { join } from 'node:path';
import type { ServerKind } from './local-server.ts';

/** MinIO with one folder of data, for this machine only. Its keys come by the environment, never on the command line. */
export const minioServer: ServerKind = {
  name: 'minio',
  title: 'MinIO',
  port: 9000,
  args: (dataFolder, port) => ['server', '--quiet', '--address', `127.0.0.1:${port}`, join(dataFolder, 'minio')],
  probe: async (port) => {
    const answer = await fetch(`http://127.0.0.1:${port}/minio/health/live`, { signal: AbortSignal.timeout(2_000) });
    if (!answer.ok) throw new Error(`its health check answers ${answer.status}`);
  },
};

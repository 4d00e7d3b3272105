import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { ensureSearchAttributes, searchAttributeFlags } from './search-attributes.ts';
import type { ServerKind } from './local-server.ts';

export const temporalNamespace = 'default';

/** Tasks are shared out among runs: workflows/fair-share.ts. */
const sharedOut = ['useNewMatcher', 'enableFairness'].map((name) => `--dynamic-config-value=matching.${name}=true`);

/** Temporal's development server with its web UI and a database file, for this machine only. */
export const temporalServer: ServerKind = {
  name: 'temporal',
  title: 'Temporal',
  port: 7233,
  uiPort: 8233,
  args: (dataFolder, port, uiPort) => [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    `--db-filename=${join(dataFolder, 'temporal.db')}`,
    '--ui-disable-news-fetch',
    '--log-level=warn',
    ...sharedOut,
    ...searchAttributeFlags,
  ],
  probe: async (port) => {
    const connection = await Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: '2 seconds' });
    try {
      await ensureSearchAttributes(connection, temporalNamespace);
    } finally {
      await connection.close();
    }
  },
};

import { withSecrets } from '../access/secrets.ts';
import type { Sessions } from '../workers/command-line/sessions.ts';
import { areUp, startServers } from './servers/start-servers.ts';
import { dataFolder, followCommand } from './session.ts';

/** The servers that the environment names; for the rest those of this checkout, and workers of its own. */
export const sessions: Sessions = {
  whole: followCommand,
  async found() {
    const given = withSecrets(process.env);
    const options = { dataFolder, log: () => undefined, environment: given };
    if (!(await areUp(options))) return undefined;
    // Starts nothing now, and is not asked to stop anything: whoever brought the servers up does.
    const { environment, temporal } = await startServers(options);
    return { environment: { ...given, ...environment }, uiUrl: temporal.uiUrl };
  },
};

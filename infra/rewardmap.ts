import { withSecrets } from '../access/secrets.ts';
import type { OnServers } from '../workers/command-line/on-servers.ts';
import { rewardmap } from '../workers/command-line/rewardmap.ts';
import type { Sessions } from '../workers/command-line/sessions.ts';
import { startServers } from './servers/start-servers.ts';
import { dataFolder } from './session.ts';
import { sessions } from './sessions.ts';

/** The store that the environment names; else that of this checkout, brought up for as long as the work takes where it is not up. */
const onServers: OnServers = async (work) => {
  const given = withSecrets(process.env);
  if (given['MINIO_ENDPOINT']) return work(given);
  const servers = await startServers({ dataFolder, log: (line) => console.error(line), environment: given });
  try {
    return await work({ ...given, ...servers.environment });
  } finally {
    await servers.stop();
  }
};

/** A reader that has read enough, as `head`, closes the pipe: no failure of ours. */
function readEnough(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
process.stdout.on('error', readEnough);

/** A session goes on without its reader: it takes down what it brought up. */
const lastingSessions: Sessions = {
  ...sessions,
  whole(...asked) {
    process.stdout.off('error', readEnough);
    return sessions.whole(...asked);
  },
};

process.exitCode = await rewardmap(process.argv.slice(3), onServers, lastingSessions);

import { once } from 'node:events';
import { runSession } from './session.ts';
import type { FollowRun } from './session.ts';

const followRun: FollowRun = async (servers, { signal, log }) => {
  log(`ready: ${servers.temporal.uiUrl ?? servers.temporal.address}`);
  await once(signal, 'abort');
  return 0;
};

process.exitCode = await runSession(followRun, process.argv.slice(3)).catch((error: Error) => {
  console.error(error.message);
  return 1;
});

import { askedColdStart } from '../workers/asked-run.ts';
import { coldStartOptions, showColdStart } from '../workers/show-cold-start.ts';
import type { Watch } from '../workers/watching.ts';
import { withServers } from '../workers/with-servers.ts';
import { runCommand } from './session.ts';

async function coldStart(): Promise<Watch> {
  const { spec, out } = coldStartOptions(process.argv.slice(3));
  const asked = await askedColdStart(spec);
  return async (watching) => {
    await withServers(watching.environment, (reached) => showColdStart(asked, reached, watching, out));
    return 0;
  };
}

await runCommand(coldStart());

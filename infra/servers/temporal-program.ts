import { artefactsFor, temporalVersion } from './artefacts.ts';
import { runCommand } from './command.ts';
import { fetchArtefact } from './fetch-artefact.ts';
import type { Program } from './find-program.ts';
import type { SetUp } from './set-up.ts';

const wayOut =
  'Install the Temporal CLI yourself (https://docs.temporal.io/cli) and set TEMPORAL_CLI_PATH to it, or use a running server by TEMPORAL_ADDRESS.';

/** The Temporal CLI, which holds the development server and the web UI. */
export const temporalProgram: Program = {
  title: 'Temporal CLI',
  name: 'temporal',
  variable: 'TEMPORAL_CLI_PATH',
  version: temporalVersion,
  check: async (path, { environment }) => {
    const help = await runCommand(path, ['server', 'start-dev', '--help'], { environment });
    if (!help.includes('--ui-disable-news-fetch')) throw new Error(`it is too old (${temporalVersion} is known to do)`);
  },
  obtain: obtainTemporal,
};

async function obtainTemporal(path: string, setUp: SetUp): Promise<void> {
  const ways = artefactsFor('temporal', setUp.platform);
  if (ways.length === 0) throw new Error(`Temporal CLI: there is no pinned download for ${setUp.platform}. ${wayOut}`);
  const failures: string[] = [];
  for (const way of ways) {
    setUp.log(`Temporal CLI ${way.version}: fetching the ${way.source} (45 MB, up to a minute or two) ...`);
    try {
      await fetchArtefact(way, path, 'program', setUp);
      setUp.log(`Temporal CLI ${way.version}: verified by SHA-256, kept in ${path}`);
      return;
    } catch (error) {
      failures.push((error as Error).message);
      setUp.log(`Temporal CLI: ${(error as Error).message}`);
    }
  }
  throw new Error(`Temporal CLI: no source worked (${failures.length} tried; see above). ${wayOut}`);
}

import { coldStartAsked, coldStartOptions, showColdStart } from '../workers/show-cold-start.ts';
import { runCommand, type Watch } from './session.ts';

async function coldStart(): Promise<Watch> {
  const options = coldStartOptions(process.argv.slice(3));
  const spec = await coldStartAsked(options);
  return (watching) => showColdStart(spec, options.out, watching);
}

await runCommand(coldStart());

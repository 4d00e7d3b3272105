import { coldStartOptions, showColdStart } from '../workers/show-cold-start.ts';
import { runCommand } from './session.ts';

const options = coldStartOptions(process.argv.slice(3));

await runCommand((watching) => showColdStart(options, watching));

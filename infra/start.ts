import { curriculumOptions, runAndShow } from '../workers/run-and-show.ts';
import { runSession } from './session.ts';

const options = curriculumOptions(process.argv.slice(3));

process.exitCode = await runSession(({ temporal, environment }, { signal, log }) =>
  runAndShow(options, {
    environment: { ...process.env, ...environment },
    uiUrl: temporal.uiUrl,
    signal,
    log,
  }),
).catch((error: Error) => {
  console.error(error.message);
  return 1;
});

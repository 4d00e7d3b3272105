import { once } from 'node:events';
import { dirname } from 'node:path';
import { findProgram, onPath } from './servers/find-program.ts';
import { setUpOfThisMachine } from './servers/set-up.ts';
import { temporalProgram } from './servers/temporal-program.ts';
import { runCommand } from './session.ts';

const usualAddress = '127.0.0.1:7233';

/** What must be typed before `temporal` finds our server from another terminal: nothing where both are in their usual places. */
async function preparations(address: string | undefined): Promise<readonly string[]> {
  const setUp = setUpOfThisMachine(() => undefined);
  const hasCommand = (await onPath(temporalProgram.name, setUp)).length > 0;
  const folder = hasCommand ? undefined : dirname(await findProgram(temporalProgram, setUp));
  return [
    ...(folder === undefined ? [] : [`export PATH="${folder}:$PATH"`]),
    ...(address === undefined || address === usualAddress ? [] : [`export TEMPORAL_ADDRESS=${address}`]),
  ];
}

await runCommand(async ({ environment, uiUrl, signal, log }) => {
  const lines = [
    ...(await preparations(environment['TEMPORAL_ADDRESS'])),
    'temporal workflow start --type trainCurriculum --task-queue rewardmap --input-file examples/quick.json',
  ];
  log(`Workers are starting, and serve the queues of RewardMap until Ctrl-C. From another terminal, in this folder:\n`);
  for (const line of lines) log(`  ${line}`);
  if (uiUrl !== undefined) log(`\nThe UI is at ${uiUrl}`);
  if (!signal.aborted) await once(signal, 'abort');
  return 0;
});

import { readFile, stat } from 'node:fs/promises';

import { Command } from 'commander';

import { lineageOf } from '../../activities/lineage.ts';
import { lineageTarget } from '../../activities/lineage-target.ts';
import { verifyLineage } from '../../activities/verify-lineage.ts';
import { lineageText, verificationText, type Verification } from '../../report/lineage.ts';
import { storeConnection } from '../../store/connection.ts';
import { isDamage } from '../../store/errors.ts';
import { openStore, sha256Of, type ObjectStore } from '../../store/objects.ts';
import type { TemporalEnvironment } from '../connect.ts';
import { sealInHistory } from '../seal-in-history.ts';
import { InputError } from './input-error.ts';
import type { OnServers } from './on-servers.ts';
import { Ended } from './sessions.ts';

interface LineageOptions {
  readonly verify: boolean;
  readonly json: boolean;
}

/** Tells where a policy version comes from; with `--verify` reads all of it and holds it to its digests. */
export function lineageCommand(onServers: OnServers): Command {
  return new Command('lineage')
    .description('Tells what a policy version comes from: log, data, spec, code, other runs (docs/store.md).')
    .argument(
      '<run|version|digest|file>',
      'a workflow id, <workflow id>/<run id>, either with @<step>, a digest of weights or of a version, or a weights file',
    )
    .option(
      '--verify',
      'read everything it is made of and hold it to its digests: status 1 where something was changed',
      false,
    )
    .option('--json', 'print one JSON object', false)
    .action((asked: string, options: LineageOptions) =>
      onServers(async (environment) =>
        show(await openStore(storeConnection(environment)), environment, asked, options),
      ),
    );
}

async function show(
  store: ObjectStore,
  environment: TemporalEnvironment,
  asked: string,
  { verify, json }: LineageOptions,
): Promise<void> {
  const target = await lineageTarget(store, await digestOfFile(asked)).catch((error: Error) => {
    throw ['MissingObject', 'BadName'].includes(error.name) ? new InputError(error.message) : error;
  });
  const [lineage, missing] = await lineageOf(store, target).then(
    (found) => [found, []] as const,
    (error: Error) => [undefined, [damageIn(error, verify)]] as const,
  );
  const verification = verify ? await verified(store, environment, target.run, missing) : undefined;
  const texts = [...(lineage ? [lineageText(lineage)] : []), ...(verification ? [verificationText(verification)] : [])];
  process.stdout.write(json ? `${JSON.stringify({ ...lineage, verification })}\n` : `${texts.join('\n\n')}\n`);
  if (verification && verification.faults.length > 0) throw new Ended(1);
}

/** The digest of a file, where what was asked is one. */
async function digestOfFile(asked: string): Promise<string> {
  const isFile = await stat(asked).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile ? sha256Of(await readFile(asked)) : asked;
}

/** Why there is no lineage, for the check to tell beside all else, where one is asked for. */
function damageIn(error: Error, verify: boolean): string {
  if (!isDamage(error)) throw error;
  if (!verify) throw new InputError(`${error.message}: --verify tells all that was changed`);
  return error.message;
}

async function verified(
  store: ObjectStore,
  environment: TemporalEnvironment,
  run: string,
  missing: readonly string[],
): Promise<Verification> {
  const { runs, faults, ...read } = await verifyLineage(store, run);
  const seals = [];
  for (const each of runs) seals.push({ run: each, ...(await sealInHistory(store, environment, each)) });
  return {
    ...read,
    temporal: seals.map(({ run: of, says }) => ({ run: of, says })),
    faults: [...new Set([...missing, ...faults]), ...seals.flatMap(({ fault }) => fault ?? [])],
  };
}

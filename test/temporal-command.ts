import { execFile } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { promisify } from 'node:util';

import { findProgram } from '../infra/servers/find-program.ts';
import { setUpOfThisMachine } from '../infra/servers/set-up.ts';
import { temporalProgram } from '../infra/servers/temporal-program.ts';

/** An environment in which `temporal` is found, with what reaches the servers, or some more. */
export async function temporalEnvironment(servers: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const program = await findProgram(
    temporalProgram,
    setUpOfThisMachine(() => undefined),
  );
  return { ...process.env, ...servers, PATH: [dirname(program), process.env['PATH']].join(delimiter) };
}

/** A history with its payloads is long. */
const maxBuffer = 2 ** 28;

/** Runs the real Temporal CLI; answers with what it printed. Rejects, with all that it said, where it fails. */
export async function temporalCommand(
  servers: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string> {
  const environment = await temporalEnvironment(servers);
  return (await promisify(execFile)('temporal', args, { env: environment, maxBuffer })).stdout;
}

import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endOf } from './servers/processes.ts';
import { findProgram } from './servers/find-program.ts';
import { minioProgram } from './servers/minio-program.ts';
import { setUpOfThisMachine } from './servers/set-up.ts';
import { temporalProgram } from './servers/temporal-program.ts';
import { countTests } from './test-counts.ts';
import type { Counts, VitestReport } from './test-counts.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const reportFile = join(root, '.rewardmap', 'tests.json');
/** Tests make servers of their own and never touch one that the environment points at. */
const pointers = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE', 'MINIO_ENDPOINT'];
const filters = process.argv.slice(3);

/** Scripts of package.json, each counted as a test. */
const checks = ['types', 'lint', 'format', 'dead-code'];

async function succeeds(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<boolean> {
  const child = spawn(command, args, { cwd: root, env: environment, stdio: 'inherit' });
  const passOn = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  const ended = await endOf(child);
  process.off('SIGINT', passOn).off('SIGTERM', passOn);
  if (ended.startsWith('SIG')) throw new Error(`stopped by ${ended}`);
  return ended === 'status 0';
}

async function runChecks(): Promise<Counts> {
  let passed = 0;
  for (const name of checks) {
    const good = await succeeds('npm', ['run', '--silent', name], process.env);
    console.log(`${good ? 'ok' : 'FAILED'}: ${name}`);
    passed += good ? 1 : 0;
  }
  return { passed, failed: checks.length - passed, skipped: 0 };
}

async function runVitest(): Promise<Counts> {
  const setUp = setUpOfThisMachine((line) => console.log(line));
  const environment = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !pointers.includes(name))),
    TEMPORAL_CLI_PATH: await findProgram(temporalProgram, setUp),
    MINIO_SERVER_PATH: await findProgram(minioProgram, setUp),
  };
  await mkdir(join(root, '.rewardmap'), { recursive: true, mode: 0o700 });
  await rm(reportFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  await succeeds(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...filters],
    environment,
  );
  return countTests(JSON.parse(await readFile(reportFile, 'utf8')) as VitestReport);
}

try {
  const parts = [filters.length === 0 ? await runChecks() : { passed: 0, failed: 0, skipped: 0 }, await runVitest()];
  const sum = (of: (part: Counts) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const [passed, failed, skipped] = [
    sum((part) => part.passed),
    sum((part) => part.failed),
    sum((part) => part.skipped),
  ];
  if (skipped > 0) console.log(`${skipped} skipped, each says why in its name`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

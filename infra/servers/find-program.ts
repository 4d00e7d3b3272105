import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { SetUp } from './set-up.ts';

/** A server's program: how to recognise one that will do, and how to get one. */
export interface Program {
  readonly title: string;
  /** Name on PATH. */
  readonly name: string;
  /** Environment variable that may hold its path. */
  readonly variable: string;
  /** The pinned one: part of its place in our cache, so that a new pin is a new file. */
  readonly version: string;
  /** Throws one sentence when the program at this path does not run or lacks what we need. */
  readonly check: (path: string, setUp: SetUp) => Promise<void>;
  /** Puts the pinned version at this path. */
  readonly obtain: (path: string, setUp: SetUp) => Promise<void>;
}

/**
 * The path of a program that runs: from the environment, from PATH, from our cache, or got now; each place is tried in this order.
 * A path from the environment is an order: where it does not do, that is an error and nothing else is tried.
 */
export async function findProgram(program: Program, setUp: SetUp): Promise<string> {
  const ordered = setUp.environment[program.variable];
  if (ordered) {
    await program.check(ordered, setUp).catch((error: Error) => {
      throw new Error(`${program.variable}=${ordered} does not do: ${error.message}. Correct it or unset it.`);
    });
    return ordered;
  }

  for (const path of await onPath(program.name, setUp)) {
    const unfit = await program.check(path, setUp).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (unfit === undefined) return path;
    setUp.log(`${program.title}: passing over ${path}: ${unfit}`);
  }

  const cached = join(setUp.cacheFolder, `${program.name}-${program.version}`, program.name);
  if (!(await isExecutable(cached))) await program.obtain(cached, setUp);
  await program.check(cached, setUp).catch((error: Error) => {
    throw new Error(
      `${program.title}: ${cached} does not run: ${error.message}. Delete it to get it again, or set ${program.variable}.`,
    );
  });
  return cached;
}

/** Every executable of this name in the absolute folders of PATH, in their order. */
export async function onPath(name: string, setUp: SetUp): Promise<string[]> {
  const folders = (setUp.environment['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const paths = folders.map((folder) => join(folder, name));
  const executable = await Promise.all(paths.map(isExecutable));
  return paths.filter((_, index) => executable[index]);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SetUp } from './set-up.ts';

export interface FakeMachine {
  readonly folder: string;
  /** Its PATH holds `bin` in its folder, then the shell's own programs; its cache is `cache`. */
  readonly setUp: SetUp;
  /** What the set-up has said so far. */
  readonly said: readonly string[];
  /** Puts a shell script at a path in its folder. */
  script(path: string, body: string): Promise<string>;
}

/** A machine for tests of the set-up: its own PATH, cache and log, in a folder that goes when the test ends. */
export async function fakeMachine(environment: Readonly<Record<string, string>> = {}): Promise<FakeMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'rewardmap-machine-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const said: string[] = [];
  const path = [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter);
  return {
    folder,
    said,
    setUp: {
      environment: { PATH: path, ...environment },
      platform: 'linux-x64',
      cacheFolder: join(folder, 'cache'),
      log: (line) => said.push(line),
    },
    script: async (name, body) => {
      const file = join(folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `#!/bin/sh\n${body}\n`);
      await chmod(file, 0o755);
      return file;
    },
  };
}

import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the set-up looks and writes: given from outside so that a test can stand in a machine of its own. */
export interface SetUp {
  readonly environment: Environment;
  /** `<process.platform>-<process.arch>` */
  readonly platform: string;
  /** Programs we fetched or built, shared by all checkouts of the project. */
  readonly cacheFolder: string;
  readonly log: (line: string) => void;
}

/** The cache of our own: REWARDMAP_CACHE, else `rewardmap` in XDG_CACHE_HOME, else in ~/.cache. */
function cacheFolderOf(environment: Environment): string {
  return (
    environment['REWARDMAP_CACHE'] || join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rewardmap')
  );
}

export function setUpOfThisMachine(log: (line: string) => void): SetUp {
  return {
    environment: process.env,
    platform: `${process.platform}-${process.arch}`,
    cacheFolder: cacheFolderOf(process.env),
    log,
  };
}

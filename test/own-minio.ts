import { mkdtemp, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startServers } from '../infra/servers/start-servers.ts';

/** A MinIO of a test's own, whose disk may be damaged. */
export interface OwnMinio {
  /** What reaches it, and the Temporal of all tests. */
  readonly servers: Readonly<Record<string, string>>;
  /** Damages what it has on its disk of an object, behind its back. */
  harm(bucket: string, key: string, kind: HarmKind): Promise<void>;
  /** Removes all that it has on its disk of an object. */
  forget(bucket: string, key: string): Promise<void>;
  /** Ends it, with its data still there. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

async function changeLastByte(file: string): Promise<void> {
  const { size } = await stat(file);
  const opened = await open(file, 'r+');
  await opened.write(Buffer.from([1]), 0, 1, size - 1);
  await opened.close();
}

const cutTo = (share: number) => async (file: string) => truncate(file, Math.floor((await stat(file)).size * share));

/**
 * What befalls a file of an object: MinIO keeps a small one in its `xl.meta`, the bytes of a larger one in `part.1` beside that. The last
 * byte of a large one is met when much of it has been answered already.
 */
export const harms = {
  'its part cut short': ['part.1', (file) => truncate(file, 1_000)],
  'its part gone': ['part.1', (file) => rm(file)],
  'the last byte of its part changed': ['part.1', changeLastByte],
  'its bytes within its description cut short': ['xl.meta', cutTo(0.6)],
  'its description cut short': ['xl.meta', (file) => truncate(file, 100)],
} as const satisfies Readonly<Record<string, readonly [string, (file: string) => Promise<unknown>]>>;

export type HarmKind = keyof typeof harms;

/** Starts a MinIO on a free port; `others` has the environment of the Temporal that is there. */
export async function ownMinio(others: Readonly<Record<string, string>>): Promise<OwnMinio> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'rewardmap-minio-'));
  const isOurs = ([name]: readonly [string, unknown]): boolean => !/^MINIO_(?!SERVER_PATH)/.test(name);
  const environment = Object.fromEntries(Object.entries({ ...process.env, ...others }).filter(isOurs));
  const started = await startServers({ dataFolder, ports: 'free', environment, log: () => undefined });
  const temporal = Object.fromEntries(Object.entries(others).filter(isOurs));
  const folderOf = (bucket: string, key: string): string => join(dataFolder, 'minio', bucket, key);
  return {
    servers: { ...temporal, ...started.environment },
    async harm(bucket, key, kind) {
      const folder = folderOf(bucket, key);
      const [name, harm] = harms[kind];
      const found = (await readdir(folder, { recursive: true })).find((file) => file.endsWith(name));
      if (found === undefined) throw new Error(`${key} has no ${name}`);
      await harm(join(folder, found));
    },
    forget: (bucket, key) => rm(folderOf(bucket, key), { recursive: true }),
    stop: () => started.stop(),
    async close() {
      await started.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

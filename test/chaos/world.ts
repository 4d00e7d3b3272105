import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

import type { Client } from '@temporalio/client';

import { findProgram } from '../../infra/servers/find-program.ts';
import { minioKeys } from '../../infra/servers/minio-keys.ts';
import { minioProgram } from '../../infra/servers/minio-program.ts';
import { minioServer } from '../../infra/servers/minio-server.ts';
import { readRecord } from '../../infra/servers/record.ts';
import { setUpOfThisMachine, type Environment } from '../../infra/servers/set-up.ts';
import { startServers } from '../../infra/servers/start-servers.ts';
import { temporalProgram } from '../../infra/servers/temporal-program.ts';
import { temporalServer } from '../../infra/servers/temporal-server.ts';
import { storeConnection } from '../../store/connection.ts';
import { openStore, type ObjectStore } from '../../store/objects.ts';
import { connectClient } from '../../workers/connect.ts';
import { KillableServer } from './killable-server.ts';
import { smallDisk, type SmallDisk } from './small-disk.ts';
import { startStoreProxy, type StoreProxy } from './store-proxy.ts';

/** Servers of our own that may be done anything to. */
export interface World {
  readonly temporal: KillableServer;
  readonly minio: KillableServer;
  /** What workers take for MinIO. */
  readonly proxy: StoreProxy;
  /** MinIO's disk where it is one that can be filled. */
  readonly disk: SmallDisk | undefined;
  readonly client: Client;
  /** What workers need to reach both, with a bucket of the run's own. */
  environment(bucket: string): Readonly<Record<string, string>>;
  /** A bucket, reached without the proxy. */
  store(bucket: string): Promise<ObjectStore>;
  close(): Promise<void>;
}

/** A step leaves some 3 MB, most of it snapshots. */
const diskMegabytes = (steps: number): number => 512 + 4 * steps;
/** Of the machine's memory that a disk may take when it is full: with a larger one there is none. */
const mostOfMemory = 1 / 4;

/** The environment without what names servers of somebody else. */
function withoutServers(environment: Environment): Environment {
  const names = /^(?:TEMPORAL_(?!CLI_PATH)|MINIO_(?!SERVER_PATH))/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.test(name)));
}

/** Brings up Temporal, MinIO and the proxy in a folder that goes with them, for a run of so many steps. */
export async function openWorld(steps: number, log: (line: string) => void): Promise<World> {
  const environment = withoutServers(process.env);
  const dataFolder = await mkdtemp(join(tmpdir(), 'rewardmap-chaos-'));
  await mkdir(join(dataFolder, 'minio'));
  const megabytes = diskMegabytes(steps);
  const fits = megabytes * 2 ** 20 < totalmem() * mostOfMemory;
  const disk = fits ? await smallDisk(join(dataFolder, 'minio'), megabytes) : undefined;
  const servers = await startServers({ dataFolder, ports: 'free', environment, log });
  const record = await readRecord(dataFolder);
  if (!record?.temporal || !record.minio) throw new Error(`${dataFolder} has no record of its servers`);

  const { accessKey, secretKey } = await minioKeys(dataFolder);
  const minioEnvironment = {
    ...environment,
    MINIO_BROWSER: 'off',
    MINIO_UPDATE: 'off',
    MINIO_ROOT_USER: accessKey,
    MINIO_ROOT_PASSWORD: secretKey,
  };
  const setUp = { ...setUpOfThisMachine(log), environment };
  const setting = { dataFolder, environment };
  const temporal = new KillableServer(
    { ...setting, kind: temporalServer, program: await findProgram(temporalProgram, setUp) },
    record.temporal,
  );
  const minio = new KillableServer(
    {
      ...setting,
      kind: minioServer,
      program: await findProgram(minioProgram, setUp),
      environment: minioEnvironment,
    },
    record.minio,
  );
  const proxy = await startStoreProxy(record.minio.port);
  const client = await connectClient(servers.environment);
  return {
    temporal,
    minio,
    proxy,
    disk,
    client,
    environment: (bucket) => ({ ...servers.environment, MINIO_ENDPOINT: proxy.url, MINIO_BUCKET: bucket }),
    store: (bucket) => openStore({ ...storeConnection(servers.environment), bucket }),
    close: async () => {
      await proxy.close();
      await Promise.all([temporal.stop(), minio.stop()]);
      await disk?.unmount();
      await rm(dataFolder, { recursive: true, force: true });
      // Last: what a run that was left half way still asks then finds no server, where it would find its connection gone.
      await client.connection.close();
    },
  };
}

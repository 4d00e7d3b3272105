import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withoutSecrets } from '../../access/secrets.ts';
import { findProgram } from './find-program.ts';
import type { Program } from './find-program.ts';
import { givenMinio, givenTemporal, temporalNamedBy } from './given-servers.ts';
import type { MinioAddress, TemporalAddress } from './given-servers.ts';
import { reuseServer, startServer } from './local-server.ts';
import type { ServerKind } from './local-server.ts';
import { minioKeys } from './minio-keys.ts';
import { minioProgram } from './minio-program.ts';
import { minioServer } from './minio-server.ts';
import { isRunning, markOf, stopProcess } from './processes.ts';
import { alone, readRecord, removeRecord, replaceFile, writeRecord } from './record.ts';
import type { ServerRecord, ServersRecord } from './record.ts';
import { setUpOfThisMachine } from './set-up.ts';
import type { Environment } from './set-up.ts';
import { temporalProgram } from './temporal-program.ts';
import { temporalNamespace, temporalServer } from './temporal-server.ts';

export interface Servers {
  readonly temporal: TemporalAddress;
  readonly minio: MinioAddress;
  /** What a child process needs in its environment to reach both. Holds secrets: pass it on, never print it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops the servers that this process is answerable for; those given by the environment, or owned by another, go on. */
  stop(): Promise<void>;
}

export interface ServersOptions {
  /** Databases, objects, logs, keys and the record of ports and pids. */
  readonly dataFolder: string;
  readonly log: (line: string) => void;
  /** `usual` (the default): 7233, 8233 and 9000 where they are free. `free`: any, for several at once. */
  readonly ports?: 'usual' | 'free';
  /** The environment of this process by default. */
  readonly environment?: Environment;
}

/**
 * Brings up Temporal and MinIO on loopback, or finds those already there: given by the environment, or left by an earlier start in the
 * same folder, killed or not. Throws one sentence that says which server failed, why, and what to do.
 */
export async function startServers(options: ServersOptions): Promise<Servers> {
  const { log, environment = process.env } = options;
  const dataFolder = resolve(options.dataFolder);
  const temporal = await givenTemporal(environment);
  const minio = await givenMinio(environment);
  if (temporal) log(`Temporal: using ${temporal.address}, namespace ${temporal.namespace}`);
  if (minio) log(`MinIO: using ${minio.endPoint}:${minio.port}`);
  const local = await startLocal({ dataFolder, log, environment, ports: options.ports ?? 'usual' }, !temporal, !minio);
  const keys = minio ?? {
    endPoint: '127.0.0.1',
    port: local.minio?.port ?? 0,
    useSSL: false,
    ...(await minioKeys(dataFolder)),
  };
  return {
    temporal: temporal ?? addressOf(local.temporal),
    minio: keys,
    environment: {
      ...(temporal ? {} : await temporalEnvironment({ dataFolder, environment }, addressOf(local.temporal))),
      MINIO_ENDPOINT: `${keys.useSSL ? 'https' : 'http'}://${keys.endPoint}:${keys.port}`,
      MINIO_ACCESS_KEY: keys.accessKey,
      MINIO_SECRET_KEY: keys.secretKey,
    },
    stop: () => stopLocal(dataFolder),
  };
}

/** Whether {@link startServers} would find both servers there, given or started earlier, and start none. */
export async function areUp({ dataFolder, environment = process.env }: ServersOptions): Promise<boolean> {
  const record = await readRecord(resolve(dataFolder));
  const local = [
    ...(temporalNamedBy(environment) ? [] : [record?.temporal]),
    ...(environment['MINIO_ENDPOINT'] ? [] : [record?.minio]),
  ];
  const running = await Promise.all(local.map(async (server) => server !== undefined && isRunning(server.process)));
  return running.every(Boolean);
}

interface LocalOptions {
  readonly dataFolder: string;
  readonly log: (line: string) => void;
  readonly environment: Environment;
  readonly ports: 'usual' | 'free';
}

async function startLocal(options: LocalOptions, wantTemporal: boolean, wantMinio: boolean): Promise<ServersRecord> {
  const { dataFolder, log, environment } = options;
  const me = await markOf(process.pid);
  if (!wantTemporal && !wantMinio) return { owner: me };
  // Histories and objects lie there as plain files, also where something else made the folder before.
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await chmod(dataFolder, 0o700);
  return alone(dataFolder, async () => {
    const left = await readRecord(dataFolder);
    const keepsOwner = left !== undefined && left.owner.pid !== me.pid && (await isRunning(left.owner));
    const owner = keepsOwner ? left.owner : me;
    if (keepsOwner) log(`the servers belong to process ${owner.pid} and stop with it`);
    let record: ServersRecord = { ...left, owner };
    const remember = async (kind: ServerKind, server: ServerRecord): Promise<void> => {
      record = { ...record, [kind.name]: server };
      await writeRecord(dataFolder, record);
    };
    await writeRecord(dataFolder, record);
    try {
      if (wantTemporal)
        await bring(temporalServer, temporalProgram, options, left?.temporal, withoutSecrets(environment), remember);
      if (wantMinio)
        await bring(minioServer, minioProgram, options, left?.minio, await minioEnvironment(options), remember);
    } catch (error) {
      if (!keepsOwner) await stopRecorded(dataFolder, record);
      throw error;
    }
    return record;
  });
}

async function bring(
  kind: ServerKind,
  program: Program,
  options: LocalOptions,
  left: ServerRecord | undefined,
  environment: Environment,
  remember: (kind: ServerKind, server: ServerRecord) => Promise<void>,
): Promise<void> {
  const { dataFolder, ports, log } = options;
  if (left && (await reuseServer(kind, left))) {
    log(`${kind.title}: still running on port ${left.port}`);
    return;
  }
  const path = await findProgram(program, { ...setUpOfThisMachine(log), environment: options.environment });
  const onStarted = (record: ServerRecord): Promise<void> => remember(kind, record);
  const { port } = await startServer(kind, path, { dataFolder, ports, environment, log, onStarted });
  log(`${kind.title}: started on port ${port}`);
}

async function minioEnvironment({ dataFolder, environment }: LocalOptions): Promise<Environment> {
  const { accessKey, secretKey } = await minioKeys(dataFolder);
  const quiet = { MINIO_BROWSER: 'off', MINIO_UPDATE: 'off' };
  return { ...withoutSecrets(environment), ...quiet, MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey };
}

function addressOf(server: ServerRecord | undefined): TemporalAddress {
  if (!server) throw new Error('Temporal was not started and none was given');
  const ui = server.uiPort === undefined ? {} : { uiUrl: `http://127.0.0.1:${server.uiPort}` };
  return { address: `127.0.0.1:${server.port}`, namespace: temporalNamespace, ...ui };
}

/**
 * A profile file of our own keeps a profile in the user's home (TLS, an API key) away from our local server, and so do empty variables
 * those of the environment.
 */
async function temporalEnvironment(
  { dataFolder, environment }: Pick<LocalOptions, 'dataFolder' | 'environment'>,
  { address, namespace }: TemporalAddress,
): Promise<Record<string, string>> {
  const profile = join(dataFolder, 'temporal.toml');
  const secured = Object.keys(environment).filter((name) => /^TEMPORAL_(?:API_KEY|TLS|GRPC_META_)/.test(name));
  await replaceFile(profile, `[profile.default]\naddress = "${address}"\nnamespace = "${namespace}"\n`);
  return {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_CONFIG_FILE: profile,
    ...Object.fromEntries(secured.map((name) => [name, ''])),
  };
}

async function stopLocal(dataFolder: string): Promise<void> {
  const record = await readRecord(dataFolder);
  if (record && record.owner.pid === process.pid) await stopRecorded(dataFolder, record);
}

async function stopRecorded(dataFolder: string, record: ServersRecord): Promise<void> {
  const servers = [record.temporal, record.minio].flatMap((server) => (server ? [server.process] : []));
  await Promise.all(servers.map((server) => stopProcess(server)));
  await removeRecord(dataFolder);
}

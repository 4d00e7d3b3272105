import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Client as MinioClient } from 'minio';
import { expect, onTestFinished, test } from 'vitest';
import { isFree } from './ports.ts';
import { readRecord, writeRecord } from './record.ts';
import { startServers } from './start-servers.ts';
import type { Servers } from './start-servers.ts';

const withoutGiven = { ...process.env, TEMPORAL_ADDRESS: '', MINIO_ENDPOINT: '' };

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rewardmap-servers-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(dataFolder: string, said: string[] = []): Promise<Servers> {
  const servers = await startServers({
    dataFolder,
    ports: 'free',
    environment: withoutGiven,
    log: (line) => void said.push(line),
  });
  onTestFinished(() => servers.stop());
  return servers;
}

test('both servers start, work, keep their data over a restart and stop', async () => {
  const folder = await newFolder();
  const first = await start(folder);
  const store = new MinioClient(first.minio);
  await store.makeBucket('kept');
  const connection = await Connection.connect({ address: first.temporal.address });
  const client = new Client({ connection, namespace: first.temporal.namespace });
  const handle = await client.workflow.start('nobody', { taskQueue: 'nobody', workflowId: 'kept' });
  await connection.close();
  const ui = await fetch(first.temporal.uiUrl ?? '');
  expect(ui.status).toBe(200);

  await first.stop();
  expect(await isFree(first.minio.port)).toBe(true);
  expect(await readRecord(folder)).toBeUndefined();

  const second = await start(folder);
  expect(await new MinioClient(second.minio).bucketExists('kept')).toBe(true);
  const again = await Connection.connect({ address: second.temporal.address });
  const found = await new Client({ connection: again }).workflow.getHandle('kept').describe();
  expect(found.runId).toBe(handle.firstExecutionRunId);
  await again.close();
});

test('the secret key is in a file of the owner only, as all data is, and never in what is said', async () => {
  const folder = await newFolder();
  await chmod(folder, 0o755);
  const said: string[] = [];
  const servers = await start(folder, said);
  expect((await stat(folder)).mode & 0o077).toBe(0);
  const keys = join(folder, 'minio-keys.json');
  expect((await stat(keys)).mode & 0o077).toBe(0);
  expect((await stat(join(folder, 'temporal.toml'))).mode & 0o022).toBe(0);
  const log = await readFile(join(folder, 'logs', 'minio.log'), 'utf8');
  expect(said.join('\n') + log).not.toContain(servers.minio.secretKey);
  await servers.stop();
  await chmod(keys, 0o644);
  await expect(start(folder)).rejects.toThrow(
    `the keys of MinIO: ${keys} may be read by others (mode 644): chmod 600 ${keys}`,
  );
});

test('servers whose owner was killed are found and taken over; a dead one among them is started anew', async () => {
  const folder = await newFolder();
  const first = await start(folder);
  const record = await readRecord(folder);
  if (!record?.minio) throw new Error('no record');
  const goneOwner = { pid: record.owner.pid, command: 'an owner before us' };
  await writeRecord(folder, { ...record, owner: goneOwner });
  process.kill(record.minio.process.pid, 'SIGKILL');

  const said: string[] = [];
  const second = await start(folder, said);
  expect(said).toContainEqual(expect.stringContaining('Temporal: still running'));
  expect(said).toContainEqual(expect.stringContaining('MinIO: started'));
  expect(second.temporal.address).toBe(first.temporal.address);
  await second.stop();
  expect(await isFree(Number(first.temporal.address.split(':')[1]))).toBe(true);
});

test('servers that belong to a living process are used and not stopped', async () => {
  const folder = await newFolder();
  const first = await start(folder);
  const record = await readRecord(folder);
  if (!record) throw new Error('no record');
  const { markOf } = await import('./processes.ts');
  await writeRecord(folder, { ...record, owner: await markOf(process.ppid) });
  const second = await start(folder);
  await second.stop();
  expect(await isFree(first.minio.port)).toBe(false);
  await writeRecord(folder, record);
});

test('servers given by the environment are used, given the search attributes, and not stopped', async () => {
  const own = await start(await newFolder());
  const folder = await newFolder();
  const given = await startServers({
    dataFolder: folder,
    environment: { ...process.env, ...own.environment },
    log: () => undefined,
  });
  expect(given.temporal.address).toBe(own.temporal.address);
  expect(given.minio.port).toBe(own.minio.port);
  await given.stop();
  expect(await isFree(own.minio.port)).toBe(false);
});

test('a given server that does not answer is named, with the way out', async () => {
  const deaf = createServer();
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const address = deaf.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await new Promise<void>((resolve) => deaf.close(() => resolve()));
  const options = { dataFolder: await newFolder(), log: () => undefined };
  await expect(startServers({ ...options, environment: { TEMPORAL_ADDRESS: `127.0.0.1:${port}` } })).rejects.toThrow(
    /Temporal at 127\.0\.0\.1:\d+ does not answer \(.*\)\. Start it, or unset TEMPORAL_ADDRESS/,
  );
  const minio = { MINIO_ENDPOINT: `http://127.0.0.1:${port}`, MINIO_ACCESS_KEY: 'a', MINIO_SECRET_KEY: 'b' };
  await expect(startServers({ ...options, environment: minio })).rejects.toThrow(
    /MinIO at http:\/\/127\.0\.0\.1:\d+ \(MINIO_ENDPOINT\) does not answer: .* unset MINIO_ENDPOINT/,
  );
});

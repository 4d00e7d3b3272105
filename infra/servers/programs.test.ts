import { join } from 'node:path';
import { expect, test } from 'vitest';
import { artefacts } from './artefacts.ts';
import { runCommand } from './command.ts';
import { fakeMachine } from './fake-machine.ts';
import { findProgram } from './find-program.ts';
import { isGoNewEnough, minioProgram } from './minio-program.ts';
import { temporalProgram } from './temporal-program.ts';

test('every pinned artefact has a digest, and no two of one name and platform share a source', () => {
  expect(artefacts.filter(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256))).toEqual([]);
  const keys = artefacts.map(({ name, platform, source }) => `${name} ${platform} ${source}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  ['go version go1.26.8 linux/amd64', true],
  ['go version go1.24 darwin/arm64', true],
  ['go version go1.23.9 linux/amd64', false],
  ['go version go2.0.0 linux/amd64', true],
  ['go cannot be run: EACCES', false],
])('"%s" can build MinIO: %s', (said, expected) => {
  expect(isGoNewEnough(said)).toBe(expected);
});

test('MinIO is built by the Go on PATH and kept under its version', async () => {
  const machine = await fakeMachine();
  await machine.script(
    'bin/go',
    `case "$1" in version) echo go version go1.26.0;; *) printf '#!/bin/sh\\necho MinIO from "%s"\\n' "$2" > $GOBIN/minio; chmod +x $GOBIN/minio;; esac`,
  );
  const path = await findProgram(minioProgram, machine.setUp);
  expect(path).toBe(join(machine.folder, 'cache/minio-7aac2a2c5b7c/minio'));
  expect(await runCommand(path, [], machine.setUp)).toContain(
    'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c',
  );
  expect(machine.said[0]).toMatch(/building it with .* \(about 5 minutes on 2 cores; only the first time\)/);
});

test('a build that fails shows its last lines and the ways out', async () => {
  const machine = await fakeMachine();
  await machine.script(
    'bin/go',
    'case "$1" in version) echo go version go1.26.0;; *) echo no network >&2; exit 1;; esac',
  );
  const failure = findProgram(minioProgram, machine.setUp);
  await expect(failure).rejects.toThrow(/MinIO could not be built: .*ended with status 1:\n {4}no network/);
  await expect(failure).rejects.toThrow(/MINIO_SERVER_PATH .* MINIO_ENDPOINT/);
});

test('a Temporal CLI on PATH that lacks a flag we use is passed over', async () => {
  const machine = await fakeMachine();
  await machine.script('bin/temporal', 'echo --ui-port');
  const cached = await machine.script('cache/temporal-1.9.1/temporal', 'echo --ui-disable-news-fetch');
  expect(await findProgram(temporalProgram, machine.setUp)).toBe(cached);
  expect(machine.said[0]).toContain('it is too old (1.9.1 is known to do)');
});

test('a platform without a pinned Temporal CLI is told how to bring one', async () => {
  const machine = await fakeMachine();
  await expect(findProgram(temporalProgram, { ...machine.setUp, platform: 'win32-x64' })).rejects.toThrow(
    /no pinned download for win32-x64\. Install the Temporal CLI yourself .* TEMPORAL_CLI_PATH/,
  );
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, inject, test } from 'vitest';

import { withNewKey } from '../access/codec-keys.ts';
import { listenersBeside } from './listeners.ts';

const isLinux = process.platform === 'linux';
const portIn = (address: string): number => Number(/:(\d+)$/.exec(address)?.[1]);

test.runIf(isLinux)('Temporal, its UI and MinIO listen on loopback alone, at every port', () => {
  const { TEMPORAL_ADDRESS, MINIO_ENDPOINT } = inject('servers');
  for (const address of [TEMPORAL_ADDRESS!, MINIO_ENDPOINT!]) {
    const places = listenersBeside([portIn(address)]);
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter(({ isLoopback }) => !isLoopback)).toEqual([]);
  }
});

test.runIf(isLinux)(
  'so does the codec server where nothing else is said, and elsewhere only with a token',
  async () => {
    const keys = { REWARDMAP_CODEC_KEYS: JSON.stringify(withNewKey(undefined)) };
    const serve = (...args: readonly string[]) =>
      spawn(
        process.execPath,
        ['--import', 'tsx', 'infra/rewardmap.ts', 'rewardmap', 'codec-server', '--port', '0', ...args],
        { env: { ...process.env, ...keys }, stdio: ['ignore', 'pipe', 'pipe'] },
      );
    const server = serve();
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const places = listenersBeside([portIn(/http:\S+:\d+/.exec(String(line))![0])]);
    expect(places.map(({ isLoopback }) => isLoopback)).toEqual([true]);
    server.kill('SIGTERM');
    await once(server, 'exit');
    const open = serve('--host', '0.0.0.0');
    let said = '';
    open.stderr.on('data', (part: Buffer) => (said += String(part)));
    const [status] = (await once(open, 'close')) as [number];
    expect({ status, said }).toEqual({
      status: 2,
      said: '--host 0.0.0.0: whoever reaches it may decrypt: REWARDMAP_CODEC_TOKEN must be set\n',
    });
  },
);

test.runIf(isLinux)('a server that is open to others would be seen', async () => {
  const open = createServer().listen(0, '0.0.0.0');
  await once(open, 'listening');
  const { port } = open.address() as AddressInfo;
  expect(listenersBeside([port]).find((place) => place.port === port)?.isLoopback).toBe(false);
  open.close();
});

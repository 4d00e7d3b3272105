import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { temporalVersion } from './servers/artefacts.ts';
import { searchAttributeFlags } from './servers/search-attributes.ts';

const folder = new URL('.', import.meta.url);
const [development, onPostgres] = ['docker-compose.yml', 'docker-compose.postgres.yml'] as const;
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

test('the development server among the containers is set as that of `npm start`', () => {
  const text = read(development);
  expect(text).toContain(`temporalio/temporal:${temporalVersion}\n`);
  expect(text.match(/--search-attribute=\w+=\w+/g)).toEqual(searchAttributeFlags);
});

test('so is the server on PostgreSQL', () => {
  const text = read(onPostgres);
  const added = [...text.matchAll(/--name (\w+) --type (\w+)/g)].map(([, name, type]) => `${name}=${type}`);
  expect(added.map((attribute) => `--search-attribute=${attribute}`)).toEqual(searchAttributeFlags);
  const settings = [...read(development).matchAll(/--dynamic-config-value=([\w.]+)=(\w+)/g)];
  expect(settings.length).toBeGreaterThan(1);
  for (const [, name, value] of settings) expect(text).toContain(`${name}: [{ value: ${value} }]\n`);
});

test('workers among the containers are told of the servers that policies are on', () => {
  const named = ['TINKER_BASE_URL', 'TINKER_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_API_KEY', 'OPENAI_IN_FLIGHT'];
  for (const name of named) expect(read(development)).toContain(`    ${name}: \${${name}:-}\n`);
});

const keys = { MINIO_ACCESS_KEY: 'rewardmap', MINIO_SECRET_KEY: 'secret-key', POSTGRES_PASSWORD: 'password' };

function compose(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...environment };
  return spawnSync('docker', ['compose', ...args], { cwd: folder, env, encoding: 'utf8' });
}

interface Composed {
  readonly services: Readonly<
    Record<string, { readonly ports?: readonly { readonly host_ip?: string; readonly published: string }[] }>
  >;
}

const hasCompose = compose(['version'], {}).status === 0;
const why = hasCompose ? '' : ' (skipped: no Docker Compose here)';

describe.skipIf(!hasCompose)(`by Docker Compose${why}`, () => {
  test.each([[[development]], [[development, onPostgres]]])(
    '%j: all listens on loopback, each at a port of its own',
    (files) => {
      const named = files.flatMap((file) => ['--file', file]);
      const { stdout, stderr } = compose([...named, '--profile', 'watch', 'config', '--format', 'json'], keys);
      expect(stderr).toBe('');
      const ports = Object.values((JSON.parse(stdout) as Composed).services).flatMap((service) => service.ports ?? []);
      expect(ports.filter(({ host_ip: address }) => address !== '127.0.0.1')).toEqual([]);
      const published = ports.map((port) => port.published);
      expect(published).toEqual(expect.arrayContaining(['7233', '8233', '9000']));
      expect(new Set(published).size).toBe(published.length);
    },
  );

  test('a password that is not set is asked for by its name', () => {
    const { stderr } = compose(['--file', development, '--file', onPostgres, 'config', '--quiet'], {
      ...keys,
      POSTGRES_PASSWORD: '',
    });
    expect(stderr).toContain('set POSTGRES_PASSWORD');
  });
});

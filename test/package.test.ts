import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly engines: { readonly node: string };
}

const manifest = JSON.parse(read('package.json')) as Package;
const lock = JSON.parse(read('package-lock.json')) as {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean; readonly version?: string }>>;
};

test('every dependency is pinned to one exact version, except the types of Node 20', () => {
  const versions = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
  const loose = Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(loose).toEqual([['@types/node', '20']]);
});

test('all packages of Temporal have one version: its worker refuses a mix', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  const versions = Object.entries(all).flatMap(([name, version]) => (name.startsWith('@temporalio/') ? [version] : []));
  expect(new Set(versions).size).toBe(1);
});

test('no install script runs: onnxruntime-node would fetch CUDA files, the others are not needed', () => {
  expect(manifest.allowScripts).toEqual({
    'onnxruntime-node': false,
    '@swc/core': false,
    esbuild: false,
    fsevents: false,
    protobufjs: false,
  });
});

test('every package of the lock file that has an install script is named in allowScripts', () => {
  const scripted = Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(Object.keys(manifest.allowScripts)).toEqual(expect.arrayContaining(scripted));
});

test('protobufjs is in the tree once: two copies break external storage of payloads', () => {
  const copies = Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/protobufjs'));
  const versions = copies.map((path) => lock.packages[path]?.version).filter((version) => version?.startsWith('8.'));
  expect(versions).toEqual([manifest.dependencies['protobufjs']]);
});

test('npm refuses a Node that is too old and a script that nobody judged', () => {
  expect(manifest.engines.node).toBe('>=20.19');
  expect(read('.npmrc').split('\n')).toEqual(
    expect.arrayContaining(['engine-strict=true', 'strict-allow-scripts=true']),
  );
});

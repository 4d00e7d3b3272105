import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import { kindOfName, recordRooms } from '../activities/record-names.ts';
import { sealKey, type Seal } from '../activities/seal-run.ts';
import type { Comparison } from '../report/comparison/types.ts';
import type { Lineage, Verification } from '../report/lineage.ts';
import { terminalTable } from '../report/terminal-table.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import { reportsFolder } from '../workers/project-folder.ts';
import type { EndedComparison } from '../workers/show-comparison.ts';
import type { EndedCurriculum } from '../workers/show-curriculum.ts';
import { commandLine } from './command-line.ts';
import { smallColdStart } from './small-cold-start.ts';
import { smallComparison } from './small-comparison.ts';
import { smallRun } from './small-run.ts';
import { testClient, type TestClient } from './temporal.ts';

const servers = inject('servers');
const root = fileURLToPath(new URL('../', import.meta.url));
const npm = promisify(execFile);

// Each command brings up workers of its own and waits until they have drained.
vi.setConfig({ testTimeout: 300_000 });

let temporal: TestClient;
let folder: string;

beforeAll(async () => {
  temporal = await testClient(servers);
  folder = await mkdtemp(join(tmpdir(), 'run-command-'));
});

afterAll(async () => {
  await temporal.close();
  await rm(folder, { recursive: true });
  for (const workflowId of ['rewardmap-typed', 'cold-start-typed', 'comparisons/comparison-typed'])
    await rm(reportsFolder(workflowId), { recursive: true, force: true });
});

async function specFile(spec: object): Promise<string> {
  const file = join(folder, 'spec.json');
  await writeFile(file, JSON.stringify({ ...spec, title: 'typed' }));
  return file;
}

/** What a person types, in a process of its own that brings up workers of its own. */
const typed = (...args: readonly string[]) =>
  npm('npm', ['run', '-s', 'rewardmap', '--', ...args], { cwd: root, env: { ...process.env, ...servers } });

test('run starts a run on the servers that are up, joins it, and with --follow shows it to its end and tells all of it in JSON', async () => {
  const file = await specFile(smallRun);
  const { status, out } = await commandLine(['run', file], servers);
  const { runId } = await temporal.client.workflow.getHandle('rewardmap-typed').describe();
  expect(status).toBe(0);
  expect(out.split('\n').slice(0, 3)).toEqual([
    'run rewardmap-typed started: http://127.0.0.1:8233/namespaces/default/workflows/rewardmap-typed',
    `run id  ${runId}`,
    'steps   temporal workflow query --workflow-id rewardmap-typed --type progress',
  ]);
  const { stdout, stderr } = await typed('run', file, '--follow', '--json');
  const told = JSON.parse(stdout) as EndedCurriculum;
  const run = `rewardmap-typed/${runId}`;
  expect(told).toMatchObject({ workflowId: 'rewardmap-typed', joined: true, run, outcome: 'finished', steps: 8 });
  const lines = stderr.split('\n');
  expect(lines.filter((line) => /^step \d\/8 {2}(counting|planning) {2}/.test(line))).toHaveLength(8);
  expect(stderr).toContain(terminalTable({ rows: told.accuracy }, false));
  expect(lines).toContain(`report  ${told.paths.report}`);
  expect(Object.values(told.paths).map((path) => basename(path))).toEqual([
    'report.html',
    'metrics.jsonl',
    'events.out.tfevents.0000000000.rewardmap',
  ]);
  expect(Object.values(told.paths).filter((path) => !existsSync(path))).toEqual([]);
  const store = await openStore(storeConnection(servers));
  const { spec, report } = told.digests;
  expect(await store.listKeys(`objects/${spec.slice(0, 2)}/${spec}.json`)).toHaveLength(1);
  expect(await store.listKeys(`objects/${report.slice(0, 2)}/${report}.html`)).toHaveLength(1);
});

test('lineage holds what a run left to its digests, and its seal to the one that Temporal keeps', async () => {
  const lineage = async () => {
    const { status, out } = await commandLine(['lineage', 'rewardmap-typed', '--verify', '--json'], servers);
    return { status, ...(JSON.parse(out) as Lineage & { readonly verification: Verification }) };
  };
  const { version, seal, status, verification } = await lineage();
  expect([status, version.step, verification.faults, verification.temporal]).toEqual([
    0,
    8,
    [],
    [{ run: version.run, says: 'the result has the same seal' }],
  ]);

  // Somebody changes a record, and the seal to fit.
  const store = await openStore(storeConnection(servers));
  const [after, sealed] = [`runs/${version.run}/evaluations/after.json`, sealKey(version.run)];
  const evaluation = await store.readRecord<object>(after);
  const changed = await store.publishRecord(after, { ...evaluation, unreadable: 0.5 });
  const { records, ...others } = (await store.readRecord<Seal>(sealed))!;
  const fitted = { ...others, records: { ...records, 'evaluations/after.json': changed.sha256 } };
  const { sha256 } = await store.publishRecord(sealed, fitted);
  const told = await lineage();
  expect([told.status, told.verification.faults]).toEqual([
    1,
    [`record ${sealed} has SHA-256 ${sha256}, the result of the run has ${seal}`],
  ]);
});

test('run takes the spec of a cold start, and leaves its base policy beside its metrics', async () => {
  const { stdout } = await typed('run', await specFile(smallColdStart), '--follow');
  expect(stdout).not.toContain('\u001b');
  const [, base] = /^base policy (.+), digest [0-9a-f]{64}$/m.exec(stdout) ?? [];
  expect(base).toMatch(/\/cold-start-typed\/[^/]+\/base$/);
  expect(existsSync(join(base!, 'weights.safetensors'))).toBe(true);
});

test('run takes the spec of a comparison, and saves its page and its numbers', async () => {
  const { arms, ...spec } = smallComparison;
  const file = await specFile({ ...spec, arms: arms.slice(0, 1), seeds: [7], differences: [['base', 'sparse']] });
  const { stdout, stderr } = await typed('run', file, '--follow', '--json');
  const told = JSON.parse(stdout) as EndedComparison;
  expect(told).toMatchObject({
    workflowId: 'comparison-typed',
    outcome: 'finished',
    arms: [{ arm: 'sparse', seed: 7, state: 'finished' }],
  });
  expect(stderr).toContain('0/1  sparse, seed 7: training (arm-');
  expect(stderr).toMatch(/^base -> sparse +planning/m);
  const { arms: rows } = JSON.parse(await readFile(told.paths.json, 'utf8')) as Comparison;
  expect(rows.map(({ name }) => name)).toEqual(['base', 'sparse']);
  expect(existsSync(told.paths.report)).toBe(true);
});

test('a sweep knows every name that runs leave, whatever they are', async () => {
  const store = await openStore(storeConnection(servers));
  const names = (await Promise.all(recordRooms.map((room) => store.listKeys(room)))).flat();
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => kindOfName(name) === undefined)).toEqual([]);
});

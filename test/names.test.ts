import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { basePolicyFolder, specFolder, specPath } from '../activities/spec-path.ts';
import { openDatasetActivity } from '../activities/open-dataset.ts';
import { openEvaluationActivity } from '../activities/open-evaluation.ts';
import { checkedRunName, inWorkflowId, titleOf } from '../activities/run-name.ts';
import { datasetSpec } from '../activities/dataset-spec.ts';
import { evaluationSpec } from '../activities/evaluation-spec.ts';
import { readRewardModule } from '../activities/reward-module.ts';
import { checkedKey, checkedPrefix, isKey } from '../store/keys.ts';
import { memoryBucket } from '../store/memory-bucket.ts';
import { storeIn } from '../store/objects.ts';
import { folderSource } from '../transit/dataset/folder-source.ts';
import { projectFolder, reportsFolder } from '../workers/project-folder.ts';
import { hostileName } from './hostile-names.ts';

const runId = '9f8e7d6c-1234-4321-aaaa-0123456789ab';
const histories = new URL('histories/', import.meta.url);
const many = { numRuns: 1_000 };

/** Whether a name is taken; where it is not, it is refused by an error of that name and by no other. */
function isTaken(take: () => unknown, refusal: string): boolean {
  try {
    take();
    return true;
  } catch (error) {
    if ((error as Error).name !== refusal) throw error;
    return false;
  }
}

const runOf = (workflowId: string): string => `${workflowId}/${runId}`;
const key = hostileName.filter((name) => isTaken(() => checkedKey(name), 'BadName'));
const workflowId = hostileName.filter((id) => isTaken(() => checkedRunName(runOf(id)), 'InvalidSpec'));

describe('names in the bucket', () => {
  test('a key is one place however it is read', () => {
    fc.assert(
      fc.property(key, (name) => {
        expect(posix.normalize(name)).toBe(name);
        expect(posix.join('/bucket', name).startsWith('/bucket/')).toBe(true);
        const path = `/bucket/${name.split('/').map(encodeURIComponent).join('/')}`;
        expect(new URL(path, 'http://store').pathname).toBe(path);
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}\\]/u);
      }),
      many,
    );
  });

  test.each([
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    '.',
    'a/../b',
    'a/./b',
    '..',
    'a/ ..',
    'a/.\u3000/b',
    'a\\b',
    'a\nb',
    '\ud800',
    'x'.repeat(256),
  ])('%j is no key', (name) => {
    expect(isKey(name)).toBe(false);
    expect(() => checkedKey(name)).toThrow(/is no name in a bucket$/);
  });

  test('the beginning of keys may end where a folder does', () => {
    expect(['', 'runs/', 'objects/ab'].map(checkedPrefix)).toEqual(['', 'runs/', 'objects/ab']);
    for (const prefix of ['/', 'runs//', '../', 'a/../']) expect(() => checkedPrefix(prefix)).toThrow('is no name');
  });

  test('a workflow id that is taken names a run of its own, below the reports as in the bucket', () => {
    const reports = fileURLToPath(new URL('.rewardmap/reports', projectFolder));
    fc.assert(
      fc.property(workflowId, (id) => {
        const name = runOf(id);
        expect(isKey(`runs/${name}/evaluations/gates/${'s'.repeat(40)}/000000.json`)).toBe(true);
        expect(isKey(`comparisons/${name}/comparison.html`)).toBe(true);
        expect(relative(reports, reportsFolder(name))).toBe(name.replaceAll('/', sep));
      }),
      many,
    );
  });

  test('no run lies among the records of another', () => {
    fc.assert(
      fc.property(workflowId, hostileName, (id, rest) => {
        expect(() => checkedRunName(runOf(`${runOf(id)}/${rest}`))).toThrow('cannot be run. the workflow id: must');
      }),
      many,
    );
  });

  test.each([
    'a/../../b',
    '../b',
    'a//b',
    '/a',
    'a/',
    './a',
    'a/.hidden',
    'a\\..\\b',
    'a%2e%2e',
    'a#b',
    'a?b',
    'a\u0000b',
    'a\u001b[2Jb',
    'a ',
    'x'.repeat(201),
    'part/'.repeat(90) + 'part',
    `a/${runId}/snapshots`,
    `a/${runId.toUpperCase()}`,
    'a/stage-counting',
    'a/stage-counting/gate-8',
    'a/evaluate/b',
  ])('the workflow id %j is refused', (workflowId) => {
    expect(() => checkedRunName(`${workflowId}/${runId}`)).toThrow(/^this spec cannot be run\. the workflow id: must /);
  });

  test.each([
    'my-run',
    runId,
    'team/ablation 3/seed=7',
    'nightly-2025-01-01T00:00:00Z',
    'žlutá čára',
    'ab_c.d,e@f',
    'stage-1/evaluator',
  ])('the workflow id %j is taken', (workflowId) => {
    expect(checkedRunName(`${workflowId}/${runId}`)).toBe(`${workflowId}/${runId}`);
  });

  test('no run has the id of a child of another', () => {
    const recorded = readdirSync(histories, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => readFileSync(new URL(file, histories), 'utf8'));
    const ids = recorded.flatMap((text) => [...text.matchAll(/"workflowId":"([^"]*\/[^"]*)"/g)].map(([, id]) => id!));
    const kinds = new Set(ids.map((id) => id.replace(/^.*\//, '').replace(/-.*/, '')));
    expect(kinds).toEqual(new Set(['stage', 'evaluate', 'gate']));
    for (const id of ids) expect(() => checkedRunName(runOf(id))).toThrow('the workflow id: must not have "');
  });

  test.each([
    ['an evaluation', openEvaluationActivity(storeIn(memoryBucket(Date.now)), new URL('file:///'))],
    [
      'an import',
      openDatasetActivity({
        store: storeIn(memoryBucket(Date.now)),
        projectFolder: new URL('file:///'),
        environment: {},
      }),
    ],
  ])('nor has %s', async (_, open) => {
    const opened = open({ spec: {}, workflowId: 'a-run/evaluate-after' });
    await expect(opened).rejects.toThrow('the workflow id: must not have "evaluate-after" after a slash');
  });

  test('any title makes a workflow id that is taken', () => {
    fc.assert(
      fc.property(
        hostileName.filter((title) => titleOf(80).safeParse(title).success),
        (title) => {
          expect(title).not.toMatch(/\p{C}/u);
          const run = runOf(`rewardmap-${inWorkflowId(title)}`);
          expect(checkedRunName(run)).toBe(run);
        },
      ),
      many,
    );
  });

  const { benchmark, policy } = evaluationSpec.shape;
  const { name: datasetName, source } = datasetSpec.shape;
  test.each<[string, (name: string) => boolean, (name: string) => string]>([
    ['a dataset', (name) => datasetName.safeParse(name).success, (name) => `datasets/${name}/imports/0/0.json`],
    ['a benchmark file', (name) => benchmark.shape.file.safeParse(name).success, (name) => name],
    ['a prefix', (prefix) => source.safeParse({ kind: 'minio', prefix }).success, (prefix) => `${prefix}x.parquet`],
    [
      'a run that is evaluated',
      (name) => policy.safeParse({ run: runOf(name), step: 1 }).success,
      (name) => `runs/${runOf(name)}/run.json`,
    ],
  ])('the name of %s is refused or makes a key', (_, isAllowed, keyOf) => {
    const names = fc.oneof(
      hostileName,
      hostileName.map((name) => `${name}/`),
    );
    fc.assert(
      fc.property(names.filter(isAllowed), (name) => {
        expect(isKey(keyOf(name))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('paths of a spec', () => {
  let root: string;
  let project: URL;
  const place = (environment: NodeJS.ProcessEnv = {}) => ({ field: 'base', projectFolder: project, environment });
  const outside =
    /^this spec cannot be run\. base: .* leads out of the project folder; REWARDMAP_FOLDERS where workers/;

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'names-')));
    project = pathToFileURL(`${root}/project/`);
    for (const folder of ['project/maps/land', 'project/base', 'project/linked/land', 'project-twin', 'data/maps/land'])
      await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, 'data/secret.json'), '{}');
    await symlink(join(root, 'data'), join(root, 'project/way-out'));
    await symlink('../../data/secret.json', join(root, 'project/base/config.json'));
    await symlink(join(root, 'data/secret.json'), join(root, 'project/linked/land/city.json'));
    await symlink('maps', join(root, 'project/way-in'));
  });
  afterAll(() => rm(root, { recursive: true }));

  test('a path leads into the project or is refused', async () => {
    const folder = join(root, 'project');
    await fc.assert(
      fc.asyncProperty(hostileName, async (named) => {
        const led = await specPath(named, place()).catch((error: Error) => error);
        const refused = led instanceof Error;
        expect(refused ? led.name : 'InvalidSpec').toBe('InvalidSpec');
        expect(refused ? led.message : '').not.toMatch(/\p{C}/u);
        const path = refused ? folder : led;
        expect(`${path}${sep}`.startsWith(`${folder}${sep}`)).toBe(true);
        expect(await realpath(path).catch(() => path)).toBe(path);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['..', '../project-twin', '/', '/etc/passwd', 'maps/../../data', 'way-out', 'way-out/maps', 'a\0b'])(
    '%j is refused',
    async (named) => {
      await expect(specPath(named, place())).rejects.toThrow(outside);
      await expect(basePolicyFolder(named, place())).rejects.toThrow(outside);
      await expect(readRewardModule(named, project)).rejects.toThrow(
        /leads out of the project folder|there is no file/,
      );
    },
  );

  test('a link that stays inside is followed', async () => {
    expect(await specPath('way-in/land', place())).toBe(join(root, 'project/maps/land'));
    expect(await specPath('none/there', place())).toBe(join(root, 'project/none/there'));
  });

  test('a file of a folder that leads out is refused, however deep it is read', async () => {
    await expect(basePolicyFolder('base', place())).rejects.toThrow(outside);
    await expect(specFolder('linked', place(), 1)).rejects.toThrow(outside);
    await expect(specFolder('maps', place(), 1)).resolves.toBe(join(root, 'project/maps'));
  });

  test('folders that the environment of workers names are open to specs, and none else', async () => {
    const data = join(root, 'data');
    const open = place({ REWARDMAP_FOLDERS: `/nowhere:${data}` });
    expect(await specPath(join(data, 'maps'), open)).toBe(join(data, 'maps'));
    expect(await specPath('way-out/maps', open)).toBe(join(data, 'maps'));
    await expect(specPath(join(root, 'project-twin'), open)).rejects.toThrow(outside);
    await expect(specFolder('linked', open, 1)).resolves.toBe(join(root, 'project/linked'));
  });

  test('a dataset in a folder gives no file that a link leads to elsewhere', async () => {
    const source = folderSource(join(root, 'project/linked'), (path) => specPath(path, place()));
    await expect(source.files()).rejects.toThrow(outside);
    await expect(source.open('land/city.json')).rejects.toThrow(outside);
    const open = folderSource(join(root, 'project/linked'), (path) =>
      specPath(path, place({ REWARDMAP_FOLDERS: join(root, 'data') })),
    );
    expect((await open.files()).map(({ path }) => path)).toEqual(['land/city.json']);
  });
});

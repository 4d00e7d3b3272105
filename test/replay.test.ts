import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from 'vitest';

import * as workflows from '../workflows/index.ts';

interface Recorded {
  readonly workflowId: string;
  readonly events: readonly { readonly eventType: string }[];
}

const folder = new URL('histories/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();
/** Folders of histories that were recorded before a change, and the module whose patch keeps the code true to them. */
const patches = { 'before-steering-records': 'record-act.ts', 'before-overlap': 'overlaps.ts' } as const;
const ofBefore = Object.entries(patches).flatMap(([change, module]) =>
  files.filter((file) => file.startsWith(`${change}/`)).map((file) => [file, module] as const),
);
const texts = new Map(files.map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]));
const recorded = (file: string): Recorded => JSON.parse(texts.get(file)!) as Recorded;
const typeOf = (file: string): string => file.split('.')[2]!;

const pathTo = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** `instead` maps imports of the workflows to files of the tests. */
async function bundle(
  entry: string,
  instead: Readonly<Record<string, string>> = {},
  workflowInterceptorModules: string[] = [],
): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: pathTo(entry),
    workflowInterceptorModules,
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, alias: Object.assign({}, config.resolve?.alias, instead) },
    }),
  });
}

/** Where spans of workflows go. */
const sinks = { exporter: { export: { fn: () => undefined } } };

async function replay(workflowBundle: WorkflowBundle, file: string): Promise<void> {
  const { workflowId, events } = recorded(file);
  await Worker.runReplayHistory({ workflowBundle, sinks }, { events }, workflowId);
}

let ours: WorkflowBundle;
let tracing: WorkflowBundle;
let changed: WorkflowBundle;
let unpatched: Readonly<Record<string, WorkflowBundle>>;

beforeAll(async () => {
  const filter = makeTelemetryFilterString({ core: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  [ours, tracing, changed] = await Promise.all([
    bundle('../workflows/index.ts'),
    bundle('../workflows/index.ts', {}, [pathTo('../workflows/tracing/interceptors.ts')]),
    bundle('changed-workflows/index.ts'),
  ]);
  const without = Object.values(patches).map(async (module) => {
    const instead = { [`./${module}$`]: pathTo(`unpatched-workflows/${module}`) };
    return [module, await bundle('../workflows/index.ts', instead)] as const;
  });
  unpatched = Object.fromEntries(await Promise.all(without));
});

describe('recorded histories', () => {
  test.each(files)('%s replays', async (file) => {
    await expect(replay(ours, file)).resolves.toBeUndefined();
  });

  test.each(files)('%s replays where its worker traces', async (file) => {
    await expect(replay(tracing, file)).resolves.toBeUndefined();
  });

  test.each(Object.keys(workflows))('a changed %s is caught', async (type) => {
    const file = files.find((each) => typeOf(each) === type)!;
    await expect(replay(changed, file)).rejects.toThrow(DeterminismViolationError);
  });

  test.each(ofBefore)('%s would not replay, had %s changed without a patch', async (file, module) => {
    await expect(replay(unpatched[module]!, file)).rejects.toThrow(DeterminismViolationError);
  });

  test('there are some of every workflow, and of everything that may happen to a run', () => {
    expect(new Set(files.map(typeOf))).toEqual(new Set(Object.keys(workflows)));
    const seen = new Set(files.flatMap((file) => recorded(file).events.map(({ eventType }) => eventType)));
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
        'EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED',
        'EVENT_TYPE_WORKFLOW_EXECUTION_FAILED',
        'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
        'EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED',
        'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
        'EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT',
      ]),
    );
  });

  test.each(files)('%s is small and tells nothing of the machine it was recorded on', (file) => {
    const text = texts.get(file)!;
    expect(recorded(file).events.length).toBeLessThan(5_000);
    const payloads = [...text.matchAll(/"data":"([^"]*)"/g)].map(([, data]) => Buffer.from(data!, 'base64').length);
    expect(Math.max(...payloads)).toBeLessThan(32_000);
    // A worker's identity is <process>@<host>; it also names its sticky queue.
    expect(text).not.toMatch(/"\d+@/);
    expect(text).not.toMatch(/\/(?:home|root|tmp|work|Users)\//);
  });
});

test('the bundle that workers load holds no activity, and is small', () => {
  expect(ours.code).not.toMatch(/onnxruntime|from 'minio'|ZodError/);
  expect(ours.code.length).toBeLessThan(2_500_000);
});

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';

import type { CurriculumSpec } from '../activities/spec.ts';
import type { ObjectStore } from '../store/objects.ts';
import { mainQueue } from '../workflows/queues.ts';
import type { CurriculumResult, trainCurriculum } from '../workflows/train-curriculum.ts';
import { projectFolder } from './project-folder.ts';

type Run = WorkflowHandle<typeof trainCurriculum>;

export interface CurriculumOptions {
  /** Path of the spec, from the folder the person stands in. */
  readonly specFile: string;
  /** Folder of real station lists, in place of the spec's. */
  readonly cities?: string;
}

/** Reads a spec's file. What it says is judged by the run itself. */
export async function readSpec({ specFile, cities }: CurriculumOptions): Promise<CurriculumSpec> {
  const text = await readFile(specFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `cannot read the spec ${specFile} (${error.code}): give the path of a JSON file such as examples/quick.json`,
    );
  });
  let spec: CurriculumSpec;
  try {
    spec = JSON.parse(text) as CurriculumSpec;
  } catch (error) {
    throw new Error(`the spec ${specFile} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  return cities === undefined ? spec : { ...spec, evaluation: { ...spec.evaluation, cities } };
}

/** The run of a spec that is under way, or a new one. One run of a title at a time: a second start joins the first. */
export async function startOrJoin(client: Client, spec: CurriculumSpec): Promise<{ run: Run; joined: boolean }> {
  const workflowId = `rewardmap-${spec.title}`;
  const existing = client.workflow.getHandle<typeof trainCurriculum>(workflowId);
  const joined = await existing.describe().then(
    ({ status }) => status.name === 'RUNNING',
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    },
  );
  if (joined) return { run: existing, joined };
  const run = await client.workflow.start<typeof trainCurriculum>('trainCurriculum', {
    workflowId,
    taskQueue: mainQueue,
    staticSummary: `RewardMap curriculum ${spec.title}, seed ${spec.seed}`,
    args: [spec],
  });
  return { run, joined };
}

/** Copies the report of a run from the store to the disk; answers with its path. */
export async function saveReport(store: ObjectStore, result: CurriculumResult): Promise<string> {
  const file = fileURLToPath(new URL(`.rewardmap/reports/${result.run}/report.html`, projectFolder));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await store.get(result.report));
  return file;
}

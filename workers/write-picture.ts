import { writeFile } from 'node:fs/promises';

import type { RunRef } from '../activities/data.ts';
import { reportData } from '../activities/report-data.ts';
import { picture } from '../report/picture.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore } from '../store/objects.ts';
import type { trainCurriculum } from '../workflows/train-curriculum.ts';
import { connectClient } from './connect.ts';
import type { Watching } from './watching.ts';
import { askedCommand } from './command-line/asked-command.ts';

export interface PictureOptions {
  readonly workflowId: string;
  readonly out: string;
}

/** The arguments of `npm run picture --`. */
export function pictureOptions(args: readonly string[]): PictureOptions {
  return askedCommand('npm run picture --')
    .description('Draws a finished run as one SVG.')
    .option('--workflow-id <id>', 'the run', 'rewardmap-quick')
    .option('--out <file>', 'the picture', '.rewardmap/run.svg')
    .parse([...args], { from: 'user' })
    .opts<PictureOptions>();
}

/** Draws the newest run of a workflow id from what is kept of it. Throws where it has not ended well. */
export async function writePicture({ workflowId, out }: PictureOptions, watching: Watching): Promise<number> {
  const { environment, log } = watching;
  const client = await connectClient(environment);
  try {
    const handle = client.workflow.getHandle<typeof trainCurriculum>(workflowId);
    const { status, startTime, closeTime } = await handle.describe();
    if (status.name !== 'COMPLETED' || closeTime === undefined) {
      throw new Error(`run ${workflowId} is ${status.name}: only a run that has ended well can be drawn`);
    }
    const { run: name, version, divergences } = await handle.result();
    const store = await openStore(storeConnection(environment));
    const run = await store.readRecord<RunRef>(`runs/${name}/run.json`);
    if (!run)
      throw new Error(`run ${name} is not in this store: point MINIO_ENDPOINT at the store that it was kept in`);
    const minutes = (closeTime.getTime() - startTime.getTime()) / 60_000;
    await writeFile(out, picture(await reportData(store, { run, version, minutes, divergences })));
    log(`${out}: run ${name}, ${version.step} steps`);
    return 0;
  } finally {
    await client.connection.close();
  }
}

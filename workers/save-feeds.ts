import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { metricLines } from '../activities/metric-lines.ts';
import { metricsJsonl, type MetricLine } from '../report/metric-line.ts';
import { eventFile, eventFileName } from '../report/tensorboard/event-file.ts';
import type { ObjectStore } from '../store/objects.ts';
import { wholeFile } from './command-line/whole-file.ts';

export interface SavedFeeds {
  readonly metrics: string;
  readonly tensorboard?: string;
}

/** The lines of a metrics.jsonl on the disk. */
async function* linesIn(file: string): AsyncGenerator<MetricLine> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield JSON.parse(line) as MetricLine;
}

async function save(file: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  await wholeFile(file, (handle) => writeFile(handle, chunks));
  return file;
}

/** Writes metrics.jsonl of a run to a folder, as far as the run has come. Answers with the paths of what is there. */
export async function saveMetrics(store: ObjectStore, run: string, folder: string): Promise<SavedFeeds> {
  return { metrics: await save(join(folder, 'metrics.jsonl'), metricsJsonl(metricLines(store, run))) };
}

/** The same, and from that file the one for TensorBoard. */
export async function saveFeeds(store: ObjectStore, run: string, folder: string): Promise<SavedFeeds> {
  const { metrics } = await saveMetrics(store, run, folder);
  return { metrics, tensorboard: await save(join(folder, eventFileName), eventFile(linesIn(metrics))) };
}

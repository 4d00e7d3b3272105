import { type ObjectRef, sha256Of } from '../store/objects.ts';
import { BadDatasetFile } from '../transit/dataset/bad-dataset.ts';
import { ParquetDecoder } from '../transit/dataset/parquet-decoder.ts';
import { openParquet } from '../transit/dataset/parquet-file.ts';
import { planShards } from '../transit/dataset/plan-shards.ts';
import { type DatasetSource, openListed, parquetFiles, type SourceFile } from '../transit/dataset/source.ts';
import type { DatasetPlan, PlannedShard } from './dataset-data.ts';
import { besideSource, type DatasetReach, pinnedSource, sourceOf } from './dataset-source.ts';
import { datasetSpec, type DatasetSpec } from './dataset-spec.ts';
import { InvalidSpec, parseSpec } from './parse-spec.ts';
import { checkedNoChild } from './run-name.ts';

/** What a workflow needs to know of an import. */
export interface OpenedDataset {
  readonly title: string;
  readonly plan: ObjectRef;
  readonly shards: number;
  readonly shardsAtOnce: number;
  readonly rows: number;
}

export interface OpenDatasetInput {
  /** What `buildDataset` was started with, as yet unread. */
  readonly spec: unknown;
  /** Not there where an earlier release asks. */
  readonly workflowId?: string;
}

/** An import is one workflow: this keeps its history below 10,000 events. */
const mostShards = 1_000;

/** Columns that rows of all three datasets have; of the others, each row says what it lacks. */
const neededColumns = ['figure', 'country', 'city', 'difficulty_city', 'city_line_count', 'city_transfer_count'];

/** Validates the spec, pins the source, reads the footers of its files, and decides what each activity imports. */
export function openDatasetActivity(reach: DatasetReach) {
  return async function openDataset({ spec: input, workflowId = '' }: OpenDatasetInput): Promise<OpenedDataset> {
    checkedNoChild(workflowId);
    const spec = parseSpec(datasetSpec, input);
    const pinned = await pinnedSource(spec.source, reach);
    const source = await sourceOf(pinned, reach);
    const beside = spec.beside === null ? [] : [await besideSource(spec.beside, reach)];
    const files = await source.files();
    const parquet = parquetFiles(files, spec.split);
    if (parquet.length === 0) throw new InvalidSpec([nothingIn(source, spec)]);
    const shards = await plannedShards(source, parquet, spec.rowsPerShard);
    if (shards.length === 0) throw new InvalidSpec([`source: the parquet files in ${source.title} have no rows`]);
    if (shards.length > mostShards)
      throw new InvalidSpec([`rowsPerShard: cuts the dataset into ${shards.length} shards; at most ${mostShards}`]);
    const rows = shards.reduce((sum, { first, end }) => sum + end - first, 0);
    const others = await Promise.all(beside.map((each) => each.files()));
    const plan: DatasetPlan = { spec, source: pinned, listing: digestOf([files, ...others]), rows, shards };
    return {
      title: spec.title,
      plan: await reach.store.putJson(plan),
      shards: shards.length,
      shardsAtOnce: spec.shardsAtOnce,
      rows,
    };
  };
}

const nothingIn = ({ title }: DatasetSource, { split }: DatasetSpec): string =>
  split === null
    ? `source: there is no parquet file in ${title}`
    : `split: there is no parquet file of ${split} in ${title}`;

async function plannedShards(
  source: DatasetSource,
  files: readonly SourceFile[],
  rowsPerShard: number,
): Promise<readonly PlannedShard[]> {
  const shards: PlannedShard[] = [];
  let row = 0;
  const decoder = new ParquetDecoder();
  try {
    for (const { path } of files) {
      const { columns, groups, rows } = await openParquet(await openListed(source, path), path, decoder);
      const lacking = neededColumns.filter((name) => !columns.includes(name));
      if (lacking.length > 0) throw new BadDatasetFile(`${path} lacks the columns ${lacking.join(', ')}`);
      if (rows > mostShards * rowsPerShard)
        throw new InvalidSpec([`rowsPerShard: cuts the ${rows} rows of ${path} into more than ${mostShards} shards`]);
      for (const { first, end } of planShards(groups, rowsPerShard))
        shards.push({ file: path, first, end, row: row + first });
      row += rows;
    }
    return shards;
  } finally {
    await decoder.close();
  }
}

function digestOf(listings: readonly (readonly SourceFile[])[]): string {
  const sorted = listings.map((files) => files.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  return sha256Of(Buffer.from(JSON.stringify(sorted)));
}

import pLimit from 'p-limit';

import { CorruptObject, MissingObject } from './errors.ts';
import { type ObjectPart, type ObjectRef, type ObjectStore, sha256Of } from './objects.ts';
import { Recent } from './recent.ts';

/** Records that are read at once: a range of a shard with a digest of its own. */
interface Block extends Omit<ObjectPart, 'start'> {
  readonly records: number;
}

/** Consecutive records of a dataset: one object of JSON lines, and the object that tells its blocks. */
export interface DatasetShard {
  readonly records: number;
  readonly lines: ObjectRef;
  readonly blocks: ObjectRef;
}

/** A dataset by name: where its manifest is. Moved last, so it names nothing that is not there. */
export interface DatasetPointer {
  readonly manifest: ObjectRef;
}

/** What every manifest says, whatever else. */
interface Sharded {
  readonly shards: readonly DatasetShard[];
}

/** Records of a block, but for the last of a shard. */
export const recordsInBlock = 64;
const indexesKept = 64;
const blocksAtOnce = 8;
const pointerKey = (name: string): string => `datasets/${name}.json`;

/** Gathers records of one shard as they come, a block in memory as lines and the rest as bytes. */
export class ShardWriter {
  readonly #parts: Buffer[] = [];
  readonly #blocks: Block[] = [];
  #lines: string[] = [];

  add(record: unknown): void {
    this.#lines.push(`${JSON.stringify(record)}\n`);
    if (this.#lines.length === recordsInBlock) this.#endBlock();
  }

  async put(store: ObjectStore): Promise<DatasetShard> {
    if (this.#lines.length > 0) this.#endBlock();
    const [lines, blocks] = await Promise.all([
      store.put(Buffer.concat(this.#parts), 'jsonl'),
      store.putJson(this.#blocks),
    ]);
    return { records: this.#blocks.reduce((sum, { records }) => sum + records, 0), lines, blocks };
  }

  #endBlock(): void {
    const part = Buffer.from(this.#lines.join(''));
    const sha256 = sha256Of(part);
    this.#blocks.push({ records: this.#lines.length, bytes: part.length, sha256 });
    this.#parts.push(part);
    this.#lines = [];
  }
}

/** Names a dataset, in place of what the name meant, unless it was moved at a later time. */
export const publishDataset = (
  store: ObjectStore,
  name: string,
  manifest: ObjectRef,
  asOf?: number,
): Promise<unknown> => store.publishRecord(pointerKey(name), { manifest } satisfies DatasetPointer, asOf);

/** The manifest of a dataset by name. Throws {@link MissingObject} where the name is not known. */
export async function datasetNamed(store: ObjectStore, name: string): Promise<ObjectRef> {
  const pointer = await store.readRecord<DatasetPointer>(pointerKey(name));
  if (!pointer) throw new MissingObject(`there is no dataset "${name}" in this store`);
  return pointer.manifest;
}

export interface Dataset<Manifest, Record> {
  readonly manifest: Manifest;
  readonly records: number;
  /** Records from `first` (included) to `end` (excluded), by range: a few blocks are read, whatever the dataset's size. */
  read(first: number, end: number): Promise<readonly Record[]>;
  /** Records by number, in the order asked for; each block that holds some of them is read once. */
  pick(numbers: readonly number[]): Promise<readonly Record[]>;
}

/** Opens a dataset by its manifest. Throws {@link MissingObject} or {@link CorruptObject}, as does reading it. */
export async function openDataset<Manifest extends Sharded, Record>(
  store: ObjectStore,
  ref: ObjectRef,
): Promise<Dataset<Manifest, Record>> {
  const manifest = await store.getJson<Manifest>(ref);
  const indexes = new Recent<readonly Block[]>(indexesKept);
  const blocksOf = ({ blocks }: DatasetShard): Promise<readonly Block[]> =>
    indexes.of(blocks.key, () => store.getJson<readonly Block[]>(blocks));

  async function* overlapping(shard: DatasetShard, first: number, end: number) {
    let [record, start] = [0, 0];
    for (const block of await blocksOf(shard)) {
      const [from, to] = [Math.max(first, record), Math.min(end, record + block.records)];
      if (from < to) {
        const part = await store.getPart(shard.lines, { ...block, start });
        yield recordsIn<Record>(part, block, shard).slice(from - record, to - record);
      }
      record += block.records;
      start += block.bytes;
    }
  }

  async function read(first: number, end: number): Promise<readonly Record[]> {
    const records: Record[] = [];
    let start = 0;
    for (const shard of manifest.shards) {
      if (first < start + shard.records && start < end)
        for await (const some of overlapping(shard, first - start, end - start)) records.push(...some);
      start += shard.records;
    }
    return records;
  }

  return {
    manifest,
    records: manifest.shards.reduce((sum, { records }) => sum + records, 0),
    read,
    async pick(numbers) {
      const found = new Map<number, Record>();
      await pLimit(blocksAtOnce).map(blockRanges(manifest.shards, numbers), async ([first, end]) => {
        for (const [index, record] of (await read(first, end)).entries()) found.set(first + index, record);
      });
      return numbers.map((number) => {
        const record = found.get(number);
        if (record === undefined) throw new RangeError(`the dataset has no record ${number}`);
        return record;
      });
    },
  };
}

/** For each block that holds some of the numbers, the range from the first of them to the last. */
function blockRanges(
  shards: readonly DatasetShard[],
  numbers: readonly number[],
): readonly (readonly [number, number])[] {
  const ranges = new Map<string, readonly [number, number]>();
  const ascending = [...new Set(numbers)].sort((a, b) => a - b);
  let [shard, start] = [0, 0];
  for (const number of ascending) {
    while (shard < shards.length && number >= start + shards[shard]!.records) start += shards[shard++]!.records;
    const block = `${shard} ${Math.floor((number - start) / recordsInBlock)}`;
    ranges.set(block, [ranges.get(block)?.[0] ?? number, number + 1]);
  }
  return [...ranges.values()];
}

function recordsIn<Record>(part: Buffer, block: Block, { lines }: DatasetShard): Record[] {
  const records = part.toString('utf8').split('\n').slice(0, -1);
  if (records.length !== block.records)
    throw new CorruptObject(
      `object ${lines.key} has a block of ${records.length} records, it must have ${block.records}`,
    );
  return records.map((line) => JSON.parse(line) as Record);
}

import { readRecords } from '../reward/benchmarks/file-formats.ts';
import { BenchmarkError, told } from '../reward/benchmarks/file-record.ts';
import type { BenchmarkName } from '../reward/benchmarks/names.ts';
import type { BenchmarkRow } from '../reward/benchmarks/row.ts';
import { rowsOf } from '../reward/benchmarks/rows.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';

/** Node's longest string has 536 million characters. */
const mostBytes = 500_000_000;

/** Throws `BenchmarkError` where a file of so many bytes is not read. */
export function assertReadable(bytes: number, title = ''): void {
  if (bytes > mostBytes)
    throw new BenchmarkError(`${title}has ${bytes} bytes, ${mostBytes} are allowed: put it in parts`);
}

/**
 * The questions of a benchmark file, TSV or JSON by the ending of `file`; errors call it `title`. It must carry its pictures (base64, one a row at most) and, for ReasonMap, its station lists (`json`):
 * nothing else is at hand where it is read. Throws `BenchmarkError` with every fault.
 */
export function readBenchmarkFile(
  benchmark: BenchmarkName,
  content: Buffer,
  file: string,
  title = file,
): readonly BenchmarkRow[] {
  try {
    assertReadable(content.length);
    const rows = rowsOf(benchmark, readRecords(file, content.toString('utf8')));
    const faults = rows.flatMap((row) => pictureFaults(row).map((fault) => `row ${row.id}: image: ${fault}`));
    if (faults.length > 0) throw new BenchmarkError(told(faults));
    return rows;
  } catch (error) {
    if (error instanceof BenchmarkError) throw new BenchmarkError(`${title}: ${error.message}`);
    throw error;
  }
}

function pictureFaults({ images }: BenchmarkRow): readonly string[] {
  if (images.length > 1) return [`has ${images.length} pictures, a policy sees one`];
  return images.flatMap((image) =>
    'path' in image ? [`is the name ${image.path}: it must be the picture itself, base64`] : [],
  );
}

/** Keeps a benchmark file by content until a person takes its record away: evaluations to come find it by its digest. */
export async function keepBenchmarkFile(store: ObjectStore, content: Buffer, ending: string): Promise<ObjectRef> {
  const file = await store.put(content, ending);
  await store.writeRecord(`benchmarks/kept/${file.sha256}.${ending}.json`, file);
  return file;
}

/** The picture of a row in base64; null where it has none. */
export function pictureOf({ images: [image] }: BenchmarkRow): string | null {
  return image !== undefined && 'base64' in image ? image.base64 : null;
}

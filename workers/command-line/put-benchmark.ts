import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { keepBenchmarkFile, pictureOf, readBenchmarkFile } from '../../activities/benchmark-file.ts';
import { told } from '../../reward/benchmarks/file-record.ts';
import { benchmarkNames, type BenchmarkName } from '../../reward/benchmarks/names.ts';
import type { BenchmarkRow } from '../../reward/benchmarks/row.ts';
import { storeConnection } from '../../store/connection.ts';
import { openStore } from '../../store/objects.ts';
import { checkPicture } from '../../transit/pictures/picture-file.ts';
import { carryAlong, type Beside } from './carry-along.ts';
import { benchmarkAsked } from './benchmark-name.ts';
import { InputError } from './input-error.ts';
import type { OnServers } from './on-servers.ts';

interface PutOptions extends Beside {
  readonly benchmark: BenchmarkName;
  readonly file: string;
  readonly as?: string;
}

/** A name for people, one word of a key. */
function name(text: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be letters, digits, dots, dashes and underscores, 100 at most.');
}

/** Brings a benchmark file into the store, where `evaluatePolicy` finds it by its digest. */
export function putBenchmarkCommand(onServers: OnServers): Command {
  return new Command('put-benchmark')
    .description('Checks every row of a benchmark file and puts it into MinIO; prints its key, SHA-256 and rows.')
    .requiredOption('--benchmark <name>', `what kind of file it is: ${benchmarkNames.join(', ')}`, (text) =>
      benchmarkAsked(text),
    )
    .requiredOption('--file <path>', 'TSV as VLMEvalKit has it, or JSON (docs/evaluation.md)')
    .option('--pictures <folder>', 'where the pictures are that rows name; the file that is kept carries them')
    .option('--stations <folder>', 'station lists <country>/<city>.json of routes; the file that is kept carries them')
    .option('--as <name>', 'also keep it as benchmarks/<name>.<ending>, in place of what was there', name)
    .action(async ({ benchmark, file, as, ...beside }: PutOptions) => {
      const read = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        const reason = error.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${error.message})`;
        throw new InputError(`${file}: ${reason}`);
      });
      const carries = beside.pictures !== undefined || beside.stations !== undefined;
      const content = carries ? await carryAlong(file, read, beside) : read;
      const ending = carries ? 'jsonl' : extname(file).slice(1).toLowerCase();
      const rows = rowsIn(benchmark, content, `file.${ending}`, file);
      await checkPictures(rows, file);
      const put = await onServers(async (environment) => {
        const store = await openStore(storeConnection(environment));
        return as === undefined
          ? keepBenchmarkFile(store, content, ending)
          : store.publish(`benchmarks/${as}.${ending}`, content, ending);
      });
      process.stdout.write(`${JSON.stringify({ benchmark, ...put, rows: rows.length })}\n`);
    });
}

function rowsIn(benchmark: BenchmarkName, content: Buffer, name: string, title: string): readonly BenchmarkRow[] {
  try {
    return readBenchmarkFile(benchmark, content, name, title);
  } catch (error) {
    throw (error as Error).name === 'BenchmarkError' ? new InputError((error as Error).message) : error;
  }
}

async function checkPictures(rows: readonly BenchmarkRow[], file: string): Promise<void> {
  const checked = new Set<string>();
  const faults: string[] = [];
  for (const row of rows) {
    const picture = pictureOf(row);
    if (picture === null || checked.has(picture)) continue;
    checked.add(picture);
    await checkPicture(Buffer.from(picture, 'base64')).catch((error: Error) => {
      faults.push(`row ${row.id}: image: ${error.message}`);
    });
  }
  if (faults.length === 0) return;
  throw new InputError(`${file}: ${told(faults)}`);
}

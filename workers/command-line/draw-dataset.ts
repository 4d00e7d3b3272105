import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Command, Option } from 'commander';
import { fileWriter } from 'hyparquet-writer';

import { drawnRows, type DrawnDataset } from '../../transit/dataset/drawn-rows.ts';
import { writePublished } from '../../transit/dataset/published-file.ts';
import { styleNames } from '../../transit/styles.ts';
import { InputError } from './input-error.ts';
import { wholeNumber } from './whole-number.ts';

interface DrawOptions extends DrawnDataset {
  readonly out: string;
}

/** As the files of the hub are named: the whole of split `train`. */
const file = 'train-00000-of-00001.parquet';
/** Importers hold a row group in memory, with its pictures. */
const rowGroupSize = 500;

/** A dataset of the laptop's own: ReasonMap-Train's form, maps drawn here, questions that no evaluation asks. */
export function drawDatasetCommand(): Command {
  return new Command('draw-dataset')
    .description("Draws a dataset in ReasonMap-Train's form, for the embedded policy: parquet, pictures in the rows.")
    .requiredOption('--out <folder>', 'the folder, in which data/ has the file')
    .option('--questions <count>', 'how many', wholeNumber(1, 1_000_000), 700)
    .option('--seed <number>', 'another gives other maps', wholeNumber(0, 999_999_999), 1)
    .addOption(new Option('--style <name>', 'how maps are drawn').choices(styleNames).default('dusk'))
    .action(async ({ out, ...drawing }: DrawOptions) => {
      const path = join(out, 'data', file);
      await drawDataset(path, drawing).catch((error: NodeJS.ErrnoException) => {
        throw error.code === undefined ? error : new InputError(`--out ${out}: cannot be written (${error.message})`);
      });
      process.stdout.write(`${path}: ${drawing.questions} questions\n`);
    });
}

/** Writes the file; it is there whole or not at all. */
async function drawDataset(path: string, drawing: DrawnDataset): Promise<void> {
  const part = `${path}.part-${process.pid}`;
  await mkdir(join(path, '..'), { recursive: true });
  try {
    const rows = drawnRows(drawing);
    await writePublished(fileWriter(part), { figure: 'embedded', columns: 'trained', rowGroupSize, rows });
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

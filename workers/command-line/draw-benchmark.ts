import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { Command, Option } from 'commander';

import { mapPicture } from '../../transit/draw-map.ts';
import { denseTypes, difficulties } from '../../transit/question.ts';
import { questionSet } from '../../transit/question-set.ts';
import { styleNames, type StyleName } from '../../transit/styles.ts';
import { InputError } from './input-error.ts';
import { wholeNumber } from './whole-number.ts';

interface DrawOptions {
  readonly out: string;
  readonly questions: number;
  readonly seed: number;
  readonly style: StyleName;
}

/** A benchmark file of the laptop's own: ReasonMap-Plus's form, maps drawn here, questions that no run trains on. */
export function drawBenchmarkCommand(): Command {
  return new Command('draw-benchmark')
    .description("Draws a small benchmark file in ReasonMap-Plus's form, for the embedded policy.")
    .requiredOption('--out <file>', 'the file, JSON lines')
    .option('--questions <count>', 'how many', wholeNumber(1, 10_000), 40)
    .option('--seed <number>', 'another gives other maps', wholeNumber(0, 999_999_999), 1)
    .addOption(new Option('--style <name>', 'how maps are drawn').choices(styleNames).default('dusk'))
    .action(async ({ out, ...drawing }: DrawOptions) => {
      const content = await drawnBenchmark(drawing);
      await written(out, content);
      process.stdout.write(`${out}: ${drawing.questions} questions\n`);
    });
}

async function written(file: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  } catch (error) {
    throw new InputError(`--out ${file}: cannot be written (${(error as Error).message})`);
  }
}

/** The file's lines: questions by turns of each short type, every one about a map of its own. */
export async function drawnBenchmark({ questions, seed, style }: Omit<DrawOptions, 'out'>): Promise<string> {
  const set = questionSet({
    split: 'drawn-benchmark',
    name: [seed],
    kinds: denseTypes,
    count: questions,
    difficulties,
  });
  const rows: string[] = [];
  for (const { question, network } of set) {
    const image = Buffer.from(await mapPicture(network, style)).toString('base64');
    const { id, type, answer, difficulty_city, country, city } = question;
    const row = { id, question: question.question, type, answer, difficulty_city, country, city, image };
    rows.push(`${JSON.stringify(row)}\n`);
  }
  return rows.join('');
}

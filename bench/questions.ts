/**
 * `npm run -s bench -- questions [--stations folder] [--questions n]`: how fast station lists become rows of JSON, on one
 * thread, reading left out. The last line is one JSON object; times are seconds.
 */
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { cityQuestionSet } from '../transit/city-questions/city-question-set.ts';
import { questionTypes } from '../transit/question.ts';
import { transitCity } from '../transit/city-questions/transit-city.ts';
import { readMarkedList, stationFiles } from '../transit/read-cities.ts';
import { askedCommand } from '../workers/command-line/asked-command.ts';
import { wholeNumber } from '../workers/command-line/whole-number.ts';

interface Asked {
  readonly stations: string;
  readonly questions: number;
}

const asked = askedCommand('npm run -s bench -- questions')
  .option('--stations <folder>', 'station lists <country>/<city>.json', '../shared/data/stations')
  .option('--questions <n>', 'to be asked at least', wholeNumber(1), 100_000)
  .parse(process.argv.slice(4), { from: 'user' })
  .opts<Asked>();

const lists = await Promise.all(
  (await stationFiles(asked.stations)).map(async ({ country, file }) => ({
    country,
    city: basename(file, '.json'),
    list: await readMarkedList(file),
  })),
);

/** Rows, characters and seconds of one pass over the cities. */
function generate(perType: number) {
  const start = performance.now();
  const counts: Record<string, number> = Object.fromEntries(questionTypes.map((type) => [type, 0]));
  let characters = 0;
  for (const { country, city, list } of lists) {
    const files = { figure: `./maps/${country}/${city}.png`, json: `./stations/${country}/${city}.json` };
    for (const row of cityQuestionSet(transitCity(country, city, list), { seed: 1, perType, ...files }).rows) {
      counts[row.type]! += 1;
      characters += JSON.stringify(row).length + 1;
    }
  }
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { perType, rows, characters, counts, seconds: (performance.now() - start) / 1000 };
}

/** Small lists run out of questions, so that more are asked of the large ones until there are enough. */
let pass = generate(Math.ceil(asked.questions / (lists.length * questionTypes.length)));
while (pass.rows < asked.questions) pass = generate(Math.ceil(pass.perType * 1.25));
const { perType, rows, characters, counts, seconds } = pass;
console.log(
  JSON.stringify({
    machine: cpus()[0]?.model,
    cities: lists.length,
    questions: rows,
    seconds: Number(seconds.toFixed(3)),
    questionsPerSecond: Math.round(rows / seconds),
    megabytes: Number((characters / 1e6).toFixed(1)),
    perType,
    counts,
  }),
);

import { Command, InvalidArgumentError } from 'commander';
import { cityQuestionSet } from '../../transit/city-questions/city-question-set.ts';
import { questionTypes, type QuestionType } from '../../transit/question.ts';
import type { TransitCity } from '../../transit/city-questions/transit-city.ts';
import { pathFrom, pictureOf } from './questions-map.ts';
import { writeRows } from './questions-output.ts';
import { tallyQuestions } from './questions-tally.ts';
import { readStations } from './station-input.ts';
import { wholeNumber } from './whole-number.ts';

interface QuestionOptions {
  readonly stations: string;
  readonly map?: string;
  readonly seed: number;
  readonly perType: number;
  readonly types: readonly QuestionType[];
  readonly out: string;
}

/** A city, and its files as the rows name them. */
interface CityInput {
  readonly city: TransitCity;
  readonly json: string;
  readonly figure: string;
}

/** Questions of all types with their answers from station lists, as rows of ReasonMap and ReasonMap-Plus. */
export function questionsCommand(): Command {
  return new Command('questions')
    .description('Turns station lists into questions with answers: one JSON line each (docs/data.md tells the fields).')
    .requiredOption('--stations <path>', 'a station list <country>/<city>.json, or the folder of countries')
    .option('--map <path>', 'the picture of the one city, or a folder <country>/<city>.png')
    .option('--seed <n>', 'decides which questions', wholeNumber(0), 1)
    .option('--per-type <n>', 'questions of a type for a city; of Counting3 there is one', wholeNumber(0), 40)
    .option('--types <names>', `some of ${questionTypes.join(',')}`, typeNames, questionTypes)
    .requiredOption('--out <file>', 'where the rows go')
    .action(writeQuestions);
}

async function writeQuestions({ stations, map, seed, perType, types, out }: QuestionOptions): Promise<void> {
  const inputs: CityInput[] = [];
  for (const { city, file } of await readStations(stations)) {
    const figure =
      map === undefined ? `./maps/${city.country}/${city.city}.png` : pathFrom(out, await pictureOf(city, map));
    inputs.push({ city, json: pathFrom(out, file), figure });
  }
  const tally = tallyQuestions();
  function* rows() {
    for (const { city, ...files } of inputs) {
      const questions = cityQuestionSet(city, { seed, perType, types, ...files });
      tally.add(city, questions);
      yield* questions.rows;
    }
  }
  await writeRows(out, rows());
  process.stdout.write(`${tally.text()}\n${out}\n`);
}

function typeNames(text: string): readonly QuestionType[] {
  const names = text.split(',');
  const unknown = names.find((name) => !questionTypes.some((type) => type === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is not a type; allowed are ${questionTypes.join(', ')}.`);
  return questionTypes.filter((type) => names.includes(type));
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { placeCity, withoutMarks, type PlacedCity, type SkippedCity } from './city.ts';
import type { StationList } from './network.ts';
import { generated } from './random-network.ts';

export interface Cities {
  readonly placed: readonly PlacedCity[];
  readonly skipped: readonly SkippedCity[];
}

/** No city has as many; questions look at all pairs of stations. */
const mostEntries = 3_000;
/** Of one list. */
const mostBytes = 16 * 2 ** 20;
/** Mistakes of one list that an error tells. */
const mostTold = 10;
const hasLetter = /[\p{L}\p{N}]/u;
const named = z.string().regex(hasLetter, 'must have a letter or a digit').max(200);
const stationListSchema = z
  .record(z.string().max(200), z.array(named).min(2))
  .refine((lines) => Object.keys(lines).length > 0, 'must have a line')
  .refine(
    (lines) => Object.keys(lines).every((name) => hasLetter.test(name)),
    'names of lines must have a letter or a digit',
  )
  .refine((lines) => Object.values(lines).flat().length <= mostEntries, `must have at most ${mostEntries} entries`);

/** Every city of a folder `<country>/<city>.json`, by name, laid out on the grid where it fits. */
export async function readCities(folder: string, seed: number): Promise<Cities> {
  const files = await stationFiles(folder);
  const cities = await Promise.all(
    files.map(async ({ country, file }) =>
      placeCity(country, basename(file, '.json'), await readStationList(file), seed),
    ),
  );
  return {
    placed: cities.filter((city) => 'network' in city),
    skipped: cities.filter((city) => 'reason' in city),
  };
}

/** One station list, the marks behind its names taken off, so that a station has one name on all its lines. */
export async function readStationList(file: string): Promise<StationList> {
  const list = await readMarkedList(file);
  return Object.fromEntries(Object.entries(list).map(([line, stations]) => [line, stations.map(withoutMarks)]));
}

/** One station list as it is written. Throws where it is not one, with what is allowed. */
export async function readMarkedList(file: string): Promise<StationList> {
  const form = 'allowed is one JSON object, line name -> array of at least two station names in order';
  const found = await stat(file);
  if (!found.isFile() || found.size > mostBytes)
    throw new Error(`${file} is no file of at most ${mostBytes} bytes; ${form}`);
  const text = await readFile(file, 'utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON (${(error as Error).message}); ${form}`, { cause: error });
  }
  const checked = stationListSchema.safeParse(parsed);
  if (!checked.success) throw new Error(`${file} is not a station list: ${problemsOf(checked.error)}; ${form}`);
  return checked.data;
}

/** What is wrong and where, once for a place; the first of it where it is much. */
function problemsOf({ issues }: z.ZodError): string {
  const places = issues.map(({ path }) => path.join('.'));
  const problems = issues
    .map(({ message }, i) => (places[i] === '' ? message : `${places[i]}: ${message}`))
    .filter((_, i) => places.indexOf(places[i]!) === i);
  const rest = problems.length - mostTold;
  return [...problems.slice(0, mostTold), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

/** The station lists of a folder, by name. */
export async function stationFiles(folder: string): Promise<readonly { country: string; file: string }[]> {
  const form = 'station lists are files <country>/<city>.json in one folder';
  const countries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new Error(`cannot read the folder of cities ${folder} (${(error as NodeJS.ErrnoException).code}); ${form}`, {
      cause: error,
    });
  });
  const files = await Promise.all(
    countries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name: country }) =>
        (await readdir(join(folder, country)))
          .filter((file) => file.endsWith('.json'))
          .map((file) => ({ country, file: join(folder, country, file) })),
      ),
  );
  const found = files.flat().sort((a, b) => (a.file < b.file ? -1 : 1));
  if (found.length === 0) throw new Error(`the folder of cities ${folder} holds no station list; ${form}`);
  if (found.some(({ country }) => country === generated))
    throw new Error(`the folder of cities ${folder} has a country "${generated}": so drawn maps are called; ${form}`);
  return found;
}

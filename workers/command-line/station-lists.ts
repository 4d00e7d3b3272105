import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stationList } from '../../reward/benchmarks/records.ts';
import type { StationLists } from '../../reward/benchmarks/rows.ts';
import type { StationList } from '../../transit/network.ts';
import { InputError } from './input-error.ts';
import { jsonFault } from '../json-fault.ts';

/** A city, as questions name it. */
export interface City {
  readonly country: string;
  readonly city: string;
}

/** A folder's name or a file's, not a way out of its folder. */
const plainName = /^[^/\\\0]+$/;

const key = ({ country, city }: City): string => `${country}/${city}`;

/**
 * The station lists of these cities, read from `<folder>/<country>/<city>.json` as the benchmark has them. A city
 * without a file is not known to the result. Throws `InputError` for a file that is no station list.
 */
export async function readStationLists(folder: string | undefined, cities: readonly City[]): Promise<StationLists> {
  const lists = new Map<string, StationList>();
  for (const city of new Map(cities.map((one) => [key(one), one])).values()) {
    const list = folder === undefined ? undefined : await readList(folder, city);
    if (list !== undefined) lists.set(key(city), list);
  }
  return (country, city) => lists.get(key({ country, city }));
}

async function readList(folder: string, { country, city }: City): Promise<StationList | undefined> {
  if (![country, city].every((name) => plainName.test(name) && name !== '.' && name !== '..')) return undefined;
  const file = join(folder, country, `${city}.json`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new InputError(`${file}: cannot be read (${error.message})`);
  });
  if (text === undefined) return undefined;
  const { data, error } = stationList.safeParse(parsed(text, file));
  if (error === undefined) return data;
  const { path = [], message = '' } = error.issues[0] ?? {};
  throw new InputError(
    `${file}: ${path.join('.') || 'the file'}: ${message}; a station list is line to list of stations`,
  );
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new InputError(`${file}: is not JSON (${jsonFault(error)})`);
  }
}

/** What to say of a city that no list is known of. */
export function missingCity({ country, city }: City, folder: string | undefined): string {
  return folder === undefined
    ? `city: routes of ${country}/${city} need its station list: name a folder with --stations`
    : `city: there is no station list ${join(country, `${city}.json`)} in ${folder}`;
}

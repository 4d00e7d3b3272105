import { fileURLToPath } from 'node:url';

import { readCities, type Cities } from '../transit/read-cities.ts';
import { InvalidSpec } from './parse-spec.ts';
import type { CommonSpec } from './spec.ts';

/** The real cities that a run is evaluated on; null where it names none. Throws {@link InvalidSpec} for a folder that cannot be read. */
export async function heldOutCities(
  { cities, seed }: CommonSpec['evaluation'],
  projectFolder: URL,
): Promise<Cities | null> {
  if (cities === null) return null;
  return readCities(fileURLToPath(new URL(`${cities}/`, projectFolder)), seed).catch((error: Error) => {
    throw new InvalidSpec([`evaluation.cities: ${error.message}`]);
  });
}

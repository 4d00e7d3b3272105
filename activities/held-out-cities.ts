import { readCities, type Cities } from '../transit/read-cities.ts';
import { InvalidSpec } from './parse-spec.ts';
import { specFolder } from './spec-path.ts';
import type { CommonSpec } from './spec.ts';

/** The real cities that a run is evaluated on; null where it names none. Throws {@link InvalidSpec} for a folder that cannot be read, and where nothing would be asked. */
export async function heldOutCities(
  { cities, questionsPerCity, seed }: CommonSpec['evaluation'],
  projectFolder: URL,
): Promise<Cities | null> {
  if (cities === null) return null;
  if (questionsPerCity === 0) {
    throw new InvalidSpec(['evaluation.questionsPerCity: must be at least 1 where cities are given']);
  }
  const folder = await specFolder(cities, { field: 'evaluation.cities', projectFolder }, 1);
  return readCities(folder, seed).catch((error: Error) => {
    throw new InvalidSpec([`evaluation.cities: ${error.message}`]);
  });
}

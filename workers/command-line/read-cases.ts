import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { fieldProblems } from '../../activities/field-problems.ts';
import { InputError } from './input-error.ts';
import { jsonFault } from '../json-fault.ts';

/** How many faults of a file are told. */
const FAULTS_TOLD = 20;

/**
 * Reads a JSON file that holds an array of cases, all of them checked before any is used. Throws `InputError` with the
 * file, and for each fault the case (by place and id), the field and what is allowed.
 */
export async function readCases<Case>(file: string, schema: z.ZodType<Case>): Promise<readonly Case[]> {
  const rows = z.array(z.unknown()).safeParse(await readJson(file));
  if (!rows.success) throw new InputError(`${file}: must be an array of cases`);
  const read = rows.data.map((row) => schema.safeParse(row));
  const faults = read.flatMap(({ error }, index) =>
    (error ? fieldProblems(error, 'the case') : []).map(
      (problem) => `case ${index + 1}${idOf(rows.data[index])}: ${problem}`,
    ),
  );
  if (faults.length > 0) {
    const rest = faults.length - FAULTS_TOLD;
    const told = rest > 0 ? [...faults.slice(0, FAULTS_TOLD), `and ${rest} more`] : faults;
    throw new InputError(`${file}: ${told.join('\n')}`);
  }
  return read.flatMap(({ data }) => (data === undefined ? [] : [data]));
}

async function readJson(file: string): Promise<unknown> {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      error.code === 'ENOENT' ? `${file}: there is no such file` : `${file}: cannot be read (${error.message})`,
    );
  });
  try {
    // A byte order mark is passed over; what is no UTF-8 is refused rather than replaced.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch (error) {
    throw new InputError(`${file}: is not JSON (${jsonFault(error)})`);
  }
}

function idOf(row: unknown): string {
  const { id } = (row ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? ` (${id.slice(0, 80)})` : '';
}

import { readdir, realpath } from 'node:fs/promises';
import { basename, delimiter, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { InvalidSpec } from './parse-spec.ts';

/** Names folders, besides the project's, that specs may name files in: said where workers run, by whoever runs them. */
const foldersVariable = 'REWARDMAP_FOLDERS';

/** What a path must lie in, and the field of the spec that names it. */
export interface SpecPlace {
  readonly field: string;
  readonly projectFolder: URL;
  readonly environment?: NodeJS.ProcessEnv;
}

/** An environment for workers in which specs may name files in some more folders. */
export function withFolders<Environment extends NodeJS.ProcessEnv>(
  environment: Environment,
  folders: readonly string[],
): Environment {
  const named = [environment[foldersVariable] ?? '', ...folders].filter((folder) => folder !== '');
  return named.length === 0 ? environment : { ...environment, [foldersVariable]: named.join(delimiter) };
}

export const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

/**
 * Where a path of a spec leads, links followed: relative to the project, and inside it or a folder of REWARDMAP_FOLDERS. What is not
 * there leads where it would. Throws {@link InvalidSpec} for a path that leads elsewhere.
 */
export async function specPath(named: string, place: SpecPlace): Promise<string> {
  const { field, projectFolder, environment = process.env } = place;
  const others = (environment[foldersVariable] ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [fileURLToPath(projectFolder), ...others].map((folder) => resolve(folder));
  const allowed = await Promise.all(folders.map(realOf));
  const path = await realOf(resolve(allowed[0]!, named)).catch(() => undefined);
  if (path !== undefined && allowed.some((folder) => isWithin(folder, path))) return path;
  const told = named.slice(0, 200).replaceAll(/\p{C}/gu, '?');
  throw new InvalidSpec([
    `${field}: ${told} leads out of the project folder; ${foldersVariable} where workers run names others that specs may use`,
  ]);
}

/** The same of a folder, whose own files and those of folders down to `depth` below it lead nowhere else either. */
export async function specFolder(named: string, place: SpecPlace, depth = 0): Promise<string> {
  const folder = await specPath(named, place);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) await specPath(path, place);
    else if (entry.isDirectory() && depth > 0) await specFolder(path, place, depth - 1);
  }
  return folder;
}

/** The folder of a base policy, in the form that the policy's room takes. */
export async function basePolicyFolder(named: string, place: SpecPlace): Promise<URL> {
  return pathToFileURL(`${await specFolder(named, place)}/`);
}

/** The path without links, as far as it is there. Throws where it is no path, or too long for one. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path) throw error;
    return join(await realOf(dirname(path)), basename(path));
  }
}

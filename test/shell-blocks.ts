import { readFileSync } from 'node:fs';

/** The commands of a page of the documentation, block by block, as people paste them. */
export function shellBlocks(page: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!.trimEnd().split('\n'));
}

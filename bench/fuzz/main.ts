/**
 * `npm run -s bench -- fuzz [rounds] [seed] [target]`: files that are changed byte by byte, as many as said (1,000 where not), and files
 * made to harm, given to the readers of pictures, parquet and safetensors. Each must be read or refused by its type. Prints one JSON
 * object: how many ended how, the slowest, and how far memory rose, of processes started for it too. Exit 1 where one ended otherwise.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Argument } from 'commander';

import { draws, seedFor } from '../../transit/seed.ts';
import { askedCommand } from '../../workers/command-line/asked-command.ts';
import { wholeNumber } from '../../workers/command-line/whole-number.ts';
import { residentMegabytes, watchResident } from '../resident.ts';
import { parquet } from './parquet.ts';
import { pictures } from './pictures.ts';
import { safetensors } from './safetensors.ts';
import type { FuzzTarget } from './target.ts';

const targets: Readonly<Record<string, FuzzTarget>> = { pictures, parquet, safetensors };
const [rounds, seed, asked] = askedCommand('npm run -s bench -- fuzz')
  .addArgument(new Argument('[rounds]', 'changed files for each reader').argParser(wholeNumber(0)).default(1_000))
  .addArgument(new Argument('[seed]', 'decides which bytes').argParser(wholeNumber(0)).default(1))
  .addArgument(new Argument('[target]', 'all where none is named').choices(Object.keys(targets)))
  .parse(process.argv.slice(4), { from: 'user' }).processedArgs as [number, number, string | undefined];

interface Tally {
  read: number;
  refused: number;
  readonly escaped: string[];
  slowest: { readonly name: string; readonly seconds: number };
}

async function* cases(title: string, { samples, bombs, changed }: FuzzTarget): AsyncGenerator<[string, Buffer]> {
  const whole = await samples();
  yield* whole.map((file, index): [string, Buffer] => [`sample ${index}`, file]);
  for (let round = 0; round < rounds; round++) {
    const drawn = draws(seedFor('fuzz', title, seed, round));
    yield [`round ${round}`, changed(drawn.pick(whole), drawn)];
  }
  yield* Object.entries(await bombs());
}

async function judge(target: FuzzTarget, name: string, file: Buffer, tally: Tally): Promise<void> {
  const begun = performance.now();
  const ended = await target.read(file).then(
    () => 'read',
    (error: Error) => (error.name === target.refusal ? 'refused' : `${error.name}: ${error.message}`),
  );
  const seconds = Math.round(performance.now() - begun) / 1_000;
  if (seconds > tally.slowest.seconds) tally.slowest = { name, seconds };
  if (ended === 'read' || ended === 'refused') tally[ended] += 1;
  else tally.escaped.push(`${name} (${keep(name, file)}): ${ended}`);
}

/** So that what escaped can be looked at. */
function keep(name: string, file: Buffer): string {
  const path = join(tmpdir(), `fuzz-${process.pid}-${name.replaceAll(/\W+/g, '-')}`);
  writeFileSync(path, file);
  return path;
}

async function fuzz(title: string, target: FuzzTarget) {
  const tally: Tally = { read: 0, refused: 0, escaped: [], slowest: { name: '', seconds: 0 } };
  const before = residentMegabytes();
  const watching = watchResident();
  for await (const [name, file] of cases(title, target)) await judge(target, name, file, tally);
  const rise = watching.stop() - before;
  await target.close?.();
  return { ...tally, residentRiseMegabytes: rise };
}

const results: Record<string, Awaited<ReturnType<typeof fuzz>>> = {};
for (const [title, target] of Object.entries(targets))
  if (asked === undefined || asked === title) results[title] = await fuzz(title, target);
console.log(JSON.stringify({ rounds, seed, ...results }));
process.exitCode = Object.values(results).some(({ escaped }) => escaped.length > 0) ? 1 : 0;

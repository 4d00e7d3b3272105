import { Command } from 'commander';
import { extname } from 'node:path';
import { pngOf } from '../../transit/schematic/rasterise.ts';
import { isReadable, schematicOf, type Schematic } from '../../transit/schematic/schematic.ts';
import { svgOf } from '../../transit/schematic/svg.ts';
import { InputError } from './input-error.ts';
import { readStations, refused } from './station-input.ts';
import { wholeFile } from './whole-file.ts';
import { wholeNumber } from './whole-number.ts';

/** Pixels of the longer side of a PNG. */
const size = { least: 64, most: 16_000 };

interface DrawOptions {
  readonly stations: string;
  readonly out: string;
  readonly size?: number;
  readonly seed: number;
}

const makers: Readonly<Record<string, (svg: string, size?: number) => Promise<string | Buffer>>> = {
  '.svg': async (svg) => svg,
  '.png': pngOf,
};

/** Station lists as octilinear maps. */
export function drawCommand(): Command {
  return new Command('draw')
    .description('Draws station lists as schematic maps with names, interchanges and a legend.')
    .requiredOption('--stations <file>', 'a station list <country>/<city>.json, or the folder of countries')
    .requiredOption('--out <file>', 'the map: .svg or .png; {country} and {city} stand for theirs')
    .option(
      '--size <pixels>',
      'longer side of a PNG; its natural size where not given',
      wholeNumber(size.least, size.most),
    )
    .option('--seed <n>', 'decides between layouts', wholeNumber(0), 1)
    .action(draw);
}

async function draw({ stations, out, size, seed }: DrawOptions): Promise<void> {
  const make = makers[extname(out).toLowerCase()];
  if (!make) throw new InputError(`--out ${out}: allowed are names that end in ${Object.keys(makers).join(' or ')}`);
  const inputs = await readStations(stations);
  if (inputs.length > 1 && !out.includes('{city}'))
    throw new InputError(`--out ${out}: for several cities it must hold {city}, as maps/{country}/{city}.png does`);
  for (const { city } of inputs) {
    const schematic = await refused(async () => schematicOf(city, seed));
    const map = await make(svgOf(schematic), size);
    const path = out.replaceAll('{country}', city.country).replaceAll('{city}', city.city);
    await wholeFile(path, (file) => file.writeFile(map));
    process.stdout.write(`${path}: ${summaryOf(schematic)}\n`);
  }
}

function summaryOf(schematic: Schematic): string {
  const { lines, marks, clashes, poor, shared, strays } = schematic;
  const faults = [
    [clashes, 'overlapping labels or marks'],
    [strays, 'stretches not octilinear'],
    [shared, 'stretches that run along another'],
    [poor, 'labels over a line or close to another station'],
  ] as const;
  const told = faults.flatMap(([count, what]) => (count > 0 ? [`${what}: ${count}`] : []));
  const verdict = isReadable(schematic) ? [] : ['too tangled for a person to read'];
  return [`${lines.length} lines, ${marks.length} stations`, ...told, ...verdict].join(', ');
}

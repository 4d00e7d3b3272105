/**
 * `node --import tsx bench/dataset/make-files.ts <folder> <rows> <megabytes>`: files of a dataset in the schema of the hub, pictures
 * embedded: 30 small maps in turn, or where megabytes are given, one of that size for each row, no two alike.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { fileWriter } from 'hyparquet-writer';
import sharp from 'sharp';

import { madeRow } from '../../transit/dataset/made-parquet.ts';
import { writePublished } from '../../transit/dataset/published-file.ts';
import { mapPicture } from '../../transit/draw-map.ts';
import { randomNetwork } from '../../transit/random-network.ts';

const [folder = '.', count = '0', size = '0'] = process.argv.slice(2);
const [rows, megabytes] = [Number(count), Number(size)];
const maps = 30;
/** As the hub's tools write them: groups of 1,000 rows, of 100 where rows have large pictures. */
const [rowsPerFile, rowGroupSize] = megabytes > 0 ? [300, 100] : [250_000, 1_000];

const drawn = await Promise.all(
  Array.from({ length: maps }, (_, n) => mapPicture(randomNetwork(['bench', n], 'hard'), 'clean')),
);

/** Noise, which no PNG makes smaller. */
async function largePicture(): Promise<Buffer> {
  const side = Math.round(Math.sqrt((megabytes * 2 ** 20) / 3));
  const raw = { width: side, height: side, channels: 3 } as const;
  const noise = sharp(randomBytes(side * side * 3), { raw });
  return noise.png({ compressionLevel: 1 }).toBuffer();
}

async function* made(first: number, end: number) {
  for (let n = first; n < end; n++)
    yield madeRow(n, { bytes: megabytes > 0 ? await largePicture() : drawn[n % maps], path: `${n}.png` });
}

const five = (n: number): string => String(n).padStart(5, '0');
const files = Math.ceil(rows / rowsPerFile);
for (let file = 0; file < files; file++) {
  const path = join(folder, `train-${five(file)}-of-${five(files)}.parquet`);
  const part = made(file * rowsPerFile, Math.min(rows, (file + 1) * rowsPerFile));
  await writePublished(fileWriter(path), { figure: 'embedded', columns: 'answered', rowGroupSize, rows: part });
}

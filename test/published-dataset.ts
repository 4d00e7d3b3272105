import sharp from 'sharp';

import type { DatasetSpec } from '../activities/dataset-spec.ts';
import { madeParquet, madePlan, madeRow } from '../transit/dataset/made-parquet.ts';
import type { RowFields } from '../transit/dataset/published-file.ts';

/** A small map picture; `n` decides its colour. */
const mapPicture = (n: number): Promise<Buffer> =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: { r: (n * 40) % 256, g: 90, b: 20 } } })
    .png()
    .toBuffer();

/** Files of a dataset in miniature as the hub has them: a split of dense rows, pictures in the rows, and one of plans. */
export async function publishedFiles(
  changes: Readonly<Record<number, RowFields>> = {},
): Promise<Record<string, Buffer>> {
  const pictures = await Promise.all([0, 1, 2].map(mapPicture));
  const embedded = (n: number) => ({ bytes: pictures[n % 3], path: `maps/city ${n % 3}.png` });
  const dense = Array.from({ length: 300 }, (_, n) => madeRow(n, embedded(n), changes[n]));
  const plans = Array.from({ length: 60 }, (_, n) => madePlan(n, `./maps/city ${n % 3}.png`, changes[n]));
  const train = { figure: 'embedded', columns: 'answered', rowGroupSize: 50 } as const;
  return {
    'README.md': Buffer.from('# a dataset'),
    'data/train-00000-of-00002.parquet': madeParquet({ ...train, rows: dense.slice(0, 200) }),
    'data/train-00001-of-00002.parquet': madeParquet({ ...train, rows: dense.slice(200) }),
    'data/test-00000-of-00001.parquet': madeParquet({
      figure: 'path',
      columns: 'planned',
      rowGroupSize: 25,
      rows: plans,
    }),
    ...Object.fromEntries(pictures.map((picture, n) => [`maps/city ${n}.png`, picture])),
  };
}

/** An import of it: six shards of 50 rows. */
export const smallDataset = {
  title: 'small-dataset',
  name: 'small',
  source: { kind: 'minio', prefix: 'published/small/' },
  split: 'train',
  beside: null,
  badRows: 'refuse',
  rowsPerShard: 50,
  shardsAtOnce: 2,
  pictures: null,
} satisfies DatasetSpec;

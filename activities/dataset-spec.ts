import { z } from 'zod';

import { isKey } from '../store/keys.ts';
import { pictureBudgets, type PictureModel } from '../transit/pictures/smart-resize.ts';

import { mostTitle, titleOf } from './run-name.ts';

const pixels = z.int().min(1).max(400_000_000);
/** What a dataset is called in the store: `datasets/<name>.json`. */
export const datasetName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,95}$/, 'must be at most 96 letters, digits, dots, dashes and underscores');

const source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hub'),
    repo: z.string().regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/, 'must be <owner>/<name>'),
    /** A branch, a tag or a commit; what it means when the import begins is what is imported. */
    revision: z
      .string()
      .max(200)
      .regex(/^(?!.*\.\.)\w[\w./-]*$/, 'must be a branch, a tag or a commit'),
  }),
  /** A folder of the machine that workers run on; a relative one is relative to the project. */
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
  /** Names in the bucket that begin so. */
  z.strictObject({
    kind: z.literal('minio'),
    prefix: z
      .string()
      .regex(/\/$/, 'must end with /')
      .refine((prefix) => isKey(prefix.slice(0, -1)), 'must be the beginning of keys'),
  }),
]);

/** An import of a published dataset by `buildDataset`: everything it uses, nothing by default. */
export const datasetSpec = z.strictObject({
  title: titleOf(mostTitle),
  name: datasetName,
  source,
  /** Part of the dataset, as its files name it: train, validation, test; null for all files. */
  split: z.string().min(1).max(80).nullable(),
  /** Folder in which pictures and station lists are looked for that rows name and the source lacks; null for none. */
  beside: z.string().min(1).nullable(),
  /** Whether one row that cannot be used refuses the dataset, or is left out and counted. */
  badRows: z.enum(['refuse', 'skip']),
  /** Rows that one activity imports at most. */
  rowsPerShard: z.int().min(1).max(20_000),
  /** Activities at work at once. */
  shardsAtOnce: z.int().min(1).max(16),
  /** A big model for which each picture is made in its size as well; null for none. */
  pictures: z
    .strictObject({
      model: z.enum(Object.keys(pictureBudgets) as [PictureModel, ...PictureModel[]]),
      minPixels: pixels,
      maxPixels: pixels,
    })
    .refine(({ minPixels, maxPixels }) => minPixels <= maxPixels, {
      path: ['minPixels'],
      error: 'must be at most maxPixels',
    })
    .nullable(),
});

export type DatasetSpec = z.infer<typeof datasetSpec>;
export type SourceSpec = DatasetSpec['source'];

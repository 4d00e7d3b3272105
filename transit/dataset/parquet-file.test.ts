import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { parquetBombs } from './hostile-parquet.ts';
import { madeParquet, madePlan, madeRow } from './made-parquet.ts';
import { ParquetDecoder } from './parquet-decoder.ts';
import { openParquet } from './parquet-file.ts';
import type { RangeFile } from './source.ts';

const hasty = new ParquetDecoder(1);
/** For files that are refused by another bound than that of time, on however slow a machine. */
const patient = new ParquetDecoder(30);

afterAll(() => Promise.all([hasty.close(), patient.close()]));

/** A file in memory that counts what is asked of it. */
function watched(content: Buffer): RangeFile & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    byteLength: content.length,
    asked,
    async slice(start, end) {
      if (start < 0 || end > content.length) throw new Error(`asked for ${start} to ${end} of ${content.length}`);
      asked.push(end - start);
      return Uint8Array.from(content.subarray(start, end)).buffer;
    },
  };
}

async function all(file: RangeFile, first = 0, end = Infinity, decoder = hasty) {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for await (const batch of (await openParquet(file, 'made.parquet', decoder)).read(first, end)) {
    expect(batch.first).toBe(first + rows.length);
    rows.push(...batch.rows);
  }
  return rows;
}

const picture = (n: number): Uint8Array => Buffer.from(`picture ${n % 7} `.repeat(500));
const embedded = (n: number) => ({ bytes: picture(n), path: `maps/${n % 7}.png` });

test('rows of all groups and pages are read in order, in the schema of the hub', async () => {
  const rows = Array.from({ length: 250 }, (_, n) => madeRow(n, embedded(n)));
  const file = madeParquet({ figure: 'embedded', columns: 'answered', rowGroupSize: 100, rows });
  const read = await all(watched(file));
  expect(read.map(({ question }) => question)).toEqual(rows.map(({ question }) => question));
  expect(read.map(({ figure }) => Buffer.from((figure as { bytes: Uint8Array }).bytes))).toEqual(
    rows.map((_, n) => Buffer.from(picture(n))),
  );
  expect(read[249]).toMatchObject({ figure: { path: 'maps/4.png' }, city_line_count: 4n, json: null });
});

test('any range of rows is the same part of all of them', async () => {
  const rows = Array.from({ length: 90 }, (_, n) => madePlan(n, embedded(n)));
  const file = madeParquet({ figure: 'embedded', columns: 'planned', rowGroupSize: 40, rows });
  const whole = await all(watched(file));
  await fc.assert(
    fc.asyncProperty(fc.nat(89), fc.nat(90), async (first, length) => {
      const end = Math.min(90, first + length);
      expect(await all(watched(file), first, end)).toEqual(whole.slice(first, end));
    }),
    { numRuns: 20 },
  );
});

test('a row group is fetched only for rows that are in it, and nothing twice', async () => {
  const rows = Array.from({ length: 400 }, (_, n) => madeRow(n, `maps/${n}.png`));
  const content = madeParquet({ figure: 'path', columns: 'answered', rowGroupSize: 50, rows });
  const file = watched(content);
  expect(await all(file, 120, 130)).toHaveLength(10);
  expect(file.asked.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(content.length / 2);
});

const made = madeParquet({
  figure: 'base64',
  columns: 'planned',
  rowGroupSize: 20,
  rows: Array.from({ length: 40 }, (_, n) => madePlan(n, Buffer.from(picture(n)).toString('base64'))),
});

test.each([
  ['nothing', Buffer.alloc(0), 'made.parquet is no parquet file: it has 0 bytes'],
  ['text', Buffer.from('{"question": "How many lines?"}'), 'made.parquet is no parquet file, or is broken off'],
  ['a file that breaks off', made.subarray(0, made.length - 100), 'does not end with PAR1'],
  [
    'a footer of 3 GB',
    Buffer.concat([made.subarray(0, -8), Buffer.from('000000c0', 'hex'), Buffer.from('PAR1')]),
    'its footer has 3221225472 bytes; at most',
  ],
])('%s is refused by name', async (_, content, message) => {
  await expect(all(watched(content))).rejects.toMatchObject({
    name: 'BadDatasetFile',
    message: expect.stringContaining(message),
  });
});

test('a file with bytes changed anywhere is read or refused, never more', async () => {
  const change = fc.record({ at: fc.nat(made.length - 1), to: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const content = Buffer.from(made);
      for (const { at, to } of changes) content[at] = to;
      const read = await all(watched(content)).catch((error: Error) => error.name);
      expect(Array.isArray(read) ? 'read' : read).toBeOneOf(['read', 'BadDatasetFile']);
    }),
    { numRuns: 150 },
  );
});

test('a file that would be decoded for ever is refused in time', async () => {
  const content = Buffer.from(made);
  for (const [at, to] of [
    [3512, 214],
    [4967, 70],
    [8087, 253],
  ] as const)
    content[at] = to;
  await expect(all(watched(content))).rejects.toMatchObject({
    name: 'BadDatasetFile',
    message: expect.stringMatching(
      /^made.parquet, row group \d: (?:is not decoded within 1 seconds of computing|needs more memory to be decoded)/,
    ),
  });
  expect(await all(watched(made))).toHaveLength(40);
});

test('a number of 14 MB is refused in time', async () => {
  await expect(all(watched(parquetBombs['a number of 14 MB']!()))).rejects.toMatchObject({
    name: 'BadDatasetFile',
    message: 'made.parquet: is not decoded within 1 seconds of computing',
  });
  expect(await all(watched(made))).toHaveLength(40);
});

test('a file that lost bytes in its middle is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 5, max: made.length - 2_000 }), async (at) => {
      const content = Buffer.concat([made.subarray(0, at), made.subarray(at + 1)]);
      const read = await all(watched(content)).catch((error: Error) => error.name);
      expect(Array.isArray(read) ? 'read' : read).toBeOneOf(['read', 'BadDatasetFile']);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['lists in lists, 32 million places each', /^made.parquet: needs more memory to be decoded than there is for it$/],
  ['structs in structs', /^made.parquet: Maximum call stack size exceeded$/],
  [
    'two to the 62nd rows',
    /^made.parquet: row group 0 claims 2305843009213693952 rows in \d+ bytes; at most 16777216 rows/,
  ],
  ['rows without number', /^made.parquet: row group 0 claims -5 rows/],
  [
    'columns of two to the 62nd bytes',
    /^made.parquet: row group 0 reaches from \d+ to 4611686018427388000 in a file of/,
  ],
  ['columns that lie before the file', /^made.parquet: row group 0 reaches from -100 /],
  [
    'columns of two to the 62nd values',
    /^made.parquet, row group 0: column .* claims \d+ values|where 4611686018427387904 are claimed$/,
  ],
  ['the same 1 MB in 640 rows', /^made.parquet, row group 0: rows 0 to 640 have \d+ bytes; at most 536870912$/],
])('%s: the file is refused with the reason, and the next one is read', async (name, fault) => {
  await expect(all(watched(parquetBombs[name]!()), 0, Infinity, patient)).rejects.toMatchObject({
    name: 'BadDatasetFile',
    message: expect.stringMatching(fault),
  });
  expect(await all(watched(made), 0, 1, patient)).toHaveLength(1);
});

test('a row group of many megabytes comes in pieces and is read as one', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => madeRow(n, { bytes: Buffer.alloc(2 ** 20, n), path: 'a.png' }));
  const file = watched(madeParquet({ figure: 'embedded', columns: 'answered', rowGroupSize: 40, rows }));
  const read = await all(file);
  expect(read.map(({ figure }) => (figure as { bytes: Uint8Array }).bytes.at(-1))).toEqual(rows.map((_, n) => n));
  expect(Math.max(...file.asked)).toBeLessThanOrEqual(16 * 2 ** 20);
});

test('a decoder whose process has gone between two calls has another', async () => {
  const own = new ParquetDecoder(1);
  const file = await openParquet(watched(made), 'made.parquet', own);
  await own.close();
  const batches = file.read(0, 2);
  expect((await batches.next()).value).toMatchObject({ first: 0 });
  await own.close();
});

test('a program with nothing else to do is told of the file that ended the process', async () => {
  const program = `
    const { parquetBombs } = await import('./hostile-parquet.ts');
    const { ParquetDecoder } = await import('./parquet-decoder.ts');
    const { openParquet } = await import('./parquet-file.ts');
    const content = parquetBombs['a number of 14 MB']();
    const slice = async (start, end) => Uint8Array.from(content.subarray(start, end)).buffer;
    await openParquet({ byteLength: content.length, slice }, 'made.parquet', new ParquetDecoder(1))
      .catch((error) => process.stdout.write(error.name));`;
  const alone = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, alone, { cwd: import.meta.dirname });
  expect(stdout).toBe('BadDatasetFile');
});

import { expect, test } from 'vitest';

import { references, unnamed } from './references.ts';
import { objectOf, tableStore, type Table } from './table-store.ts';

const [map, mapBytes] = objectOf('picture', 'png');
const [batch, batchBytes] = objectOf(JSON.stringify({ groups: [{ map }, { map }] }));
const [stray, strayBytes] = objectOf('"nobody names me"');
const log = { 'runs/a/b/log/000000.json': JSON.stringify({ batch }) };
const whole: Table = { ...log, ...batchBytes, ...mapBytes, ...strayBytes };

test('references are followed from records through objects, and what nothing names is told', async () => {
  const found = await references(tableStore(whole));
  expect(found).toEqual({ named: new Set([batch.key, map.key]), incomplete: [] });
  expect(await unnamed(tableStore(whole), found)).toEqual([stray.key]);
});

test.each([
  ['missing', undefined, /is missing$/],
  ['cut short', 'pict', /has 4 bytes, it must have 7$/],
  ['changed', 'pictury', /has other bytes than its digest says$/],
])('an object that is %s is told', async (_, bytes, told) => {
  const { [map.key]: __, ...others } = whole;
  const { incomplete } = await references(tableStore(bytes === undefined ? others : { ...others, [map.key]: bytes }));
  expect(incomplete).toEqual([expect.stringMatching(told)]);
});

test('pieces of an object are each held to their own digest', async () => {
  const [pictures, picturesBytes] = objectOf('picturemaps', 'pictures');
  const piece = (start: number, text: string) => ({ ...objectOf(text)[0], key: pictures.key, start });
  const read = async (...maps: readonly object[]) => {
    const [posed, posedBytes] = objectOf(JSON.stringify({ groups: maps.map((map) => ({ map })) }));
    const record = { 'runs/a/b/log/000000.json': JSON.stringify({ batch: posed }) };
    return references(tableStore({ ...record, ...posedBytes, ...picturesBytes }));
  };
  expect((await read(piece(0, 'picture'), piece(7, 'maps'))).incomplete).toEqual([]);
  expect((await read(piece(0, 'picture'), piece(6, 'maps'))).incomplete).toEqual([
    expect.stringMatching(/has other bytes than its digest says$/),
  ]);
});

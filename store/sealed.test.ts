import fc from 'fast-check';
import { expect, test } from 'vitest';

import { sealed, unsealed } from './sealed.ts';

const key = fc.string({ minLength: 1 });
const json = fc.jsonValue().filter((value) => JSON.stringify(value) !== undefined);
const damaged = expect.objectContaining({ name: 'CorruptObject' });

function read(name: string, content: Buffer): unknown {
  try {
    return { value: unsealed(name, content) };
  } catch (error) {
    return error;
  }
}

test('a record says what was written, and is JSON that people can read', () => {
  fc.assert(
    fc.property(key, json, (name, value) => {
      const content = sealed(name, value);
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      expect(unsealed(name, content)).toEqual(plain);
      expect(JSON.parse(content.toString('utf8'))).toMatchObject({ value: plain });
    }),
  );
});

test('any byte that is changed, added or cut off shows', () => {
  fc.assert(
    fc.property(key, json, fc.nat(), fc.integer({ min: 1, max: 255 }), (name, value, place, flip) => {
      const content = sealed(name, value);
      const changed = Buffer.from(content);
      changed[place % content.length]! ^= flip;
      expect(read(name, changed)).toEqual(damaged);
      expect(read(name, content.subarray(0, place % content.length))).toEqual(damaged);
      expect(read(name, Buffer.concat([content, Buffer.from([flip])]))).toEqual(damaged);
    }),
  );
});

test('a record of another name is not taken for this one', () => {
  fc.assert(
    fc.property(key, key, json, (name, other, value) => {
      fc.pre(name !== other);
      expect(read(name, sealed(other, value))).toEqual(damaged);
    }),
  );
});

test('the name and the place are told', () => {
  expect(() => unsealed('runs/a/1/log/000003.json', Buffer.from('{"step":3}'))).toThrow(
    'record runs/a/1/log/000003.json is not as it was written: its digest is over another name or value',
  );
});

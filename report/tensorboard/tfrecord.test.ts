import { expect, test } from 'vitest';

import { crc32c } from './crc32c.ts';
import { tfrecord } from './tfrecord.ts';

test.each([
  ['nothing', Buffer.alloc(0), 0],
  ['the check value of the catalogue', Buffer.from('123456789'), 0xe3069283],
  ['RFC 3720: zeroes', Buffer.alloc(32), 0x8a9136aa],
  ['RFC 3720: ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['RFC 3720: rising', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
  ['RFC 3720: falling', Buffer.from(Array.from({ length: 32 }, (_, index) => 31 - index)), 0x113fdb5c],
])('%s', (_, bytes, expected) => expect(crc32c(bytes)).toBe(expected));

test('a record is framed as TensorBoard frames it', () => {
  expect(Buffer.from(tfrecord(Buffer.from('rewardmap'))).toString('hex')).toBe(
    '090000000000000037f971397265776172646d6170e896ceb1',
  );
});

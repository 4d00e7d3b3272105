import { randomBytes } from 'node:crypto';

import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { codecKeys, readKeyFile, withNewKey, type KeyFile } from './codec-keys.ts';
import { payloadCodec } from './payload-codec.ts';

const first = withNewKey(undefined);
const second = withNewKey(first);
const codecOf = (file: KeyFile | undefined) =>
  payloadCodec(codecKeys(file ? { REWARDMAP_CODEC_KEYS: JSON.stringify(file) } : {}));

const payloads = fc.array(
  fc.record({
    metadata: fc.dictionary(fc.string({ maxLength: 20 }), fc.uint8Array({ maxLength: 40 })),
    data: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 4 },
);
const plain = (given: readonly Payload[]) =>
  given.map(({ metadata, data }) => ({
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value)])),
    data: Buffer.from(data ?? []),
  }));
const spec = (): Payload => defaultPayloadConverter.toPayload({ title: 'canary', seed: 7 });

test('what is encrypted is read again, and shows neither data nor metadata', async () => {
  await fc.assert(
    fc.asyncProperty(payloads, async (given) => {
      const codec = codecOf(first);
      const encrypted = await codec.encode(given);
      expect(plain(await codec.decode(encrypted))).toEqual(plain(given));
      for (const { metadata } of encrypted)
        expect(plain([{ metadata: metadata!, data: null }])[0]!.metadata).toEqual({
          encoding: Buffer.from('binary/encrypted'),
          'encryption-key-id': Buffer.from(first.current),
        });
    }),
  );
  const [sealed] = await codecOf(first).encode([spec()]);
  expect(Buffer.from(sealed!.data!).toString('latin1')).not.toMatch(/canary|json/);
});

test('the same payload is never the same twice', async () => {
  const codec = codecOf(first);
  const sealed = await codec.encode(Array.from({ length: 50 }, spec));
  expect(new Set(sealed.map(({ data }) => Buffer.from(data!).toString('hex'))).size).toBe(50);
});

test('after a rotation new payloads have the new key, and old ones are still read', async () => {
  expect(second.current).not.toBe(first.current);
  const [old] = await codecOf(first).encode([spec()]);
  const [fresh] = await codecOf(second).encode([spec()]);
  expect(Buffer.from(fresh!.metadata!['encryption-key-id']!).toString()).toBe(second.current);
  expect(plain(await codecOf(second).decode([old!, fresh!]))).toEqual(plain([spec(), spec()]));
  await expect(codecOf(first).decode([fresh!])).rejects.toMatchObject({
    name: 'CodecKeyMissing',
    message: `a payload is encrypted by key "${second.current}": REWARDMAP_CODEC_KEYS here has ${first.current}`,
  });
});

test('without keys nothing is encrypted, and what is encrypted names its key', async () => {
  const [sealed] = await codecOf(first).encode([spec()]);
  const none = codecOf(undefined);
  expect(plain(await none.encode([spec()]))).toEqual(plain([spec()]));
  await expect(none.decode([spec(), sealed!])).rejects.toMatchObject({
    name: 'CodecKeyMissing',
    message: `a payload is encrypted by key "${first.current}": REWARDMAP_CODEC_KEYS here is not set`,
  });
});

test('a payload that is plain is taken as it is', async () => {
  expect(plain(await codecOf(first).decode([spec(), {}]))).toEqual(plain([spec(), {}]));
});

test('another key of the same id, a bit changed, a byte missing: each is told by the id of the key', async () => {
  const [sealed] = await codecOf(first).encode([spec()]);
  const wrong = {
    name: 'CodecKeyWrong',
    message: `a payload does not open by key "${first.current}": REWARDMAP_CODEC_KEYS here has another key of that id, or the payload was changed`,
  };
  const impostor = { ...first, keys: { [first.current]: randomBytes(32).toString('base64') } };
  await expect(codecOf(impostor).decode([sealed!])).rejects.toMatchObject(wrong);
  const codec = codecOf(first);
  const change = fc.record({ at: fc.nat(sealed!.data!.length - 1), bit: fc.nat(7) });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, bit }) => {
      const data = Uint8Array.from(sealed!.data!);
      data[at]! ^= 1 << bit;
      await expect(codec.decode([{ ...sealed!, data }])).rejects.toMatchObject(wrong);
      await expect(codec.decode([{ ...sealed!, data: data.subarray(0, at) }])).rejects.toMatchObject(wrong);
    }),
  );
});

const canary = randomBytes(32).toString('base64');

test.each([
  ['no JSON', `{"current": "a", "keys": {"a": "${canary}"`],
  ['a list', `["${canary}"]`],
  ['a key of 31 bytes', JSON.stringify({ current: 'a', keys: { a: randomBytes(31).toString('base64') } })],
  ['a key in hexadecimal', JSON.stringify({ current: 'a', keys: { a: randomBytes(32).toString('hex') } })],
  ['no current key', JSON.stringify({ current: 'b', keys: { a: canary } })],
  ['a key by an inherited name', JSON.stringify({ current: 'toString', keys: { a: canary } })],
  ['an id with a space', JSON.stringify({ current: 'a b', keys: { 'a b': canary } })],
  ['more than it should say', JSON.stringify({ current: 'a', keys: { a: canary }, older: canary })],
])('a key file of %s is refused and not told', (_, text) => {
  expect(() => readKeyFile(text, 'REWARDMAP_CODEC_KEYS')).toThrow(
    /^REWARDMAP_CODEC_KEYS must be \{"current": <id>, "keys"/,
  );
  expect(() => readKeyFile(text, 'REWARDMAP_CODEC_KEYS')).not.toThrow(canary.slice(0, 10));
});

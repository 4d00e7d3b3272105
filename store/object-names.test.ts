import fc from 'fast-check';
import { expect, test } from 'vitest';

import { objectsNamedIn } from './object-names.ts';
import { objectPrefix, sha256Of } from './objects.ts';

async function namedIn(pieces: readonly Buffer[]): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key, digest } of objectsNamedIn(pieces)) {
    expect(key).toContain(digest);
    keys.push(key);
  }
  return keys;
}

const key = fc
  .tuple(fc.nat(), fc.constantFrom('json', 'jsonl', 'png', 'safetensors', 'mp4'))
  .map(([number, extension]) => `${objectPrefix(sha256Of(Buffer.from(String(number))))}.${extension}`);
/** References as they are written, nested and escaped once more, between anything. */
const part = fc.oneof(
  key.map((name) => ({ text: JSON.stringify({ map: { key: name, sha256: 'x', bytes: 1 } }), names: [name] })),
  key.map((name) => ({ text: JSON.stringify(JSON.stringify([{ key: name }])), names: [name] })),
  fc.string().map((text) => ({ text: `"${text}",\n`, names: [] as string[] })),
  fc.constant({ text: '"objects/00/', names: [] as string[] }),
);

test('every name is found, once, wherever the text is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part), fc.array(fc.nat(400)), async (parts, lengths) => {
      const text = Buffer.from(parts.map((each) => each.text).join(''));
      const pieces: Buffer[] = [];
      let start = 0;
      for (const length of lengths) pieces.push(text.subarray(start, (start += length)));
      pieces.push(text.subarray(start));
      expect(await namedIn(pieces)).toEqual(parts.flatMap(({ names }) => names));
    }),
  );
});

import { expect, test } from 'vitest';
import { drawMap, paintMap, png } from './draw-map.ts';
import { pixelsOf } from './pixels.ts';
import { randomNetwork } from './random-network.ts';

test('a stored PNG gives back the very pixels that were drawn', async () => {
  const network = randomNetwork(['pixels', 1], 'hard');
  const { width, height, rgb } = paintMap(network, 'dusk');
  const stored = await png(drawMap(network, 'dusk'), width, height);
  expect(Buffer.compare(await pixelsOf(stored), rgb)).toBe(0);
});

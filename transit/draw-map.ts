import sharp from 'sharp';
import { planMap, type MapPlan } from './map-plan.ts';
import type { PlacedNetwork } from './network.ts';
import { styles, type StyleName } from './styles.ts';

/** A picture as RGB bytes, row by row. */
export interface Painting {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** The map at its own size: what the policy sees. Rectangles in whole pixels only, no fonts. */
export function paintMap(network: PlacedNetwork, style: StyleName): Painting {
  return paint(planMap(network, style));
}

/** The paper of a map, with nothing on it. */
export function paintBlank(network: PlacedNetwork, style: StyleName): Painting {
  const { width, height } = planMap(network, style);
  return paint({ width, height, rects: [{ x: 0, y: 0, width, height, colour: styles[style].paper }] });
}

/** The map, or what is painted in its place, as a PNG file. */
export async function mapPicture(network: PlacedNetwork, style: StyleName, painted = paintMap): Promise<Uint8Array> {
  const { width, height, rgb } = painted(network, style);
  return new Uint8Array(
    await sharp(rgb, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

function paint({ width, height, rects }: MapPlan): Painting {
  const rgb = new Uint8Array(width * height * 3);
  for (const rect of rects) {
    const [red, green, blue] = rect.colour;
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      for (let at = (y * width + rect.x) * 3; at < (y * width + rect.x + rect.width) * 3; at += 3) {
        rgb[at] = red;
        rgb[at + 1] = green;
        rgb[at + 2] = blue;
      }
    }
  }
  return { width, height, rgb };
}

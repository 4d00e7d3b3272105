import sharp, { type Sharp } from 'sharp';
import { planMap, type MapPlan, type Rect } from './map-plan.ts';
import type { PlacedNetwork } from './network.ts';
import type { Colour, StyleName } from './styles.ts';

/** The map as SVG: rectangles in whole pixels only, no fonts, so that every renderer gives the same pixels. */
export function drawMap(network: PlacedNetwork, style: StyleName): string {
  const { width, height, rects } = planMap(network, style);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" shape-rendering="crispEdges">`,
    ...runsOfColour(rects).map((run) => `<path fill="${hex(run[0]!.colour)}" d="${run.map(outline).join('')}"/>`),
    '</svg>',
  ].join('\n');
}

/** The pixels of an SVG of rectangles, enlarged or reduced without smoothing: RGB bytes, row by row. */
export async function rasterise(svg: string, width: number, height: number): Promise<Uint8Array> {
  return new Uint8Array(await flat(svg, width, height).raw().toBuffer());
}

/** The same as a PNG file. */
export async function png(svg: string, width: number, height: number): Promise<Uint8Array> {
  return new Uint8Array(await flat(svg, width, height).png().toBuffer());
}

/**
 * The pixels of the map at its own size, RGB, row by row: byte for byte what `rasterise` makes of `drawMap`'s SVG,
 * painted straight from the plan that both share. For training, where a map is seen once.
 */
export function paintMap(network: PlacedNetwork, style: StyleName): { width: number; height: number; rgb: Uint8Array } {
  const plan = planMap(network, style);
  return { width: plan.width, height: plan.height, rgb: paint(plan) };
}

function paint({ width, height, rects }: MapPlan): Uint8Array {
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
  return rgb;
}

function flat(svg: string, width: number, height: number): Sharp {
  return sharp(Buffer.from(svg)).removeAlpha().resize(width, height, { kernel: 'nearest', fit: 'fill' });
}

/** Neighbours in drawing order that have one colour share a path element. */
function runsOfColour(rects: readonly Rect[]): readonly (readonly Rect[])[] {
  const runs: Rect[][] = [];
  for (const rect of rects) {
    const run = runs.at(-1);
    if (run && hex(run[0]!.colour) === hex(rect.colour)) run.push(rect);
    else runs.push([rect]);
  }
  return runs;
}

function outline({ x, y, width, height }: Rect): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

function hex(colour: Colour): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

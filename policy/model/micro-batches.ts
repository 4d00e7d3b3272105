import { patchGrid, type PolicyConfig } from '../config.ts';
import type { MicroBatchShape } from './training.ts';

/** An image, the prompts about it, and how many answers each has at most. */
export interface GroupSize {
  readonly prompts: number;
  readonly rows: number;
  /** Longest answer, in tokens. */
  readonly tokens: number;
}

/** Groups, by their index in the call, that run together. The last micro-batch of a shape may have room left. */
export interface MicroBatch {
  readonly shape: MicroBatchShape;
  readonly groups: readonly number[];
}

/** Answers that learn together: enough to keep a core busy, few enough to stay in its cache. */
const ANSWERS = 32;
/** Answers that are sampled together. A token of each is little work, so what a run costs by itself counts. */
const SAMPLED = { least: 8, most: 128 };
const IMAGES_ALONE = 8;
/** Parts of the longest answer that graphs exist for. */
const LENGTHS = [1 / 4, 1 / 2, 3 / 4, 1];
const ROWS_STEP = 4;

/**
 * Deals groups to micro-batches of few fixed shapes, in order. The shape that a group runs in depends on that group
 * only, so its numbers do not depend on the groups that it travels with.
 */
export function microBatches(config: PolicyConfig, sizes: readonly GroupSize[]): readonly MicroBatch[] {
  return groupsByShape(config, sizes).flatMap(({ shape, groups }) => dealt(groups, shape.images, () => shape));
}

/**
 * Deals groups to micro-batches that write their answers together: as many as there is room for, and few places left
 * over. An answer's numbers do not depend on how many are written beside it.
 */
export function samplingBatches(config: PolicyConfig, sizes: readonly GroupSize[]): readonly MicroBatch[] {
  return groupsByShape(config, sizes).flatMap(({ shape, groups }) => {
    const most = Math.max(1, Math.floor(SAMPLED.most / shape.rows));
    const least = Math.ceil(SAMPLED.least / shape.rows);
    const imagesFor = (count: number) => Math.min(most, Math.max(least, 2 ** Math.ceil(Math.log2(count))));
    return dealt(groups, most, (members) => ({ ...shape, images: imagesFor(members.length) }));
  });
}

function groupsByShape(config: PolicyConfig, sizes: readonly GroupSize[]) {
  const groupsOfShape = new Map<string, number[]>();
  for (const [group, size] of sizes.entries()) {
    const key = JSON.stringify(shapeFor(config, size));
    groupsOfShape.set(key, [...(groupsOfShape.get(key) ?? []), group]);
  }
  return [...groupsOfShape].map(([key, groups]) => ({ shape: JSON.parse(key) as MicroBatchShape, groups }));
}

function dealt(
  groups: readonly number[],
  most: number,
  shapeOf: (members: readonly number[]) => MicroBatchShape,
): readonly MicroBatch[] {
  return Array.from({ length: Math.ceil(groups.length / most) }, (_, part) => {
    const members = groups.slice(part * most, (part + 1) * most);
    return { shape: shapeOf(members), groups: members };
  });
}

/** Lengths that graphs exist for: parts of the longest answer. */
export const answerLengths = ({ maxAnswerTokens }: PolicyConfig): readonly number[] =>
  LENGTHS.map((part) => Math.ceil(part * maxAnswerTokens));

export function shapeFor(config: PolicyConfig, { prompts, rows, tokens }: GroupSize): MicroBatchShape {
  const roomFor = { prompts: roundUp(prompts), rows: roundUp(rows) };
  const answers = roomFor.prompts * roomFor.rows;
  return {
    images: answers === 0 ? IMAGES_ALONE : Math.max(1, Math.floor(ANSWERS / answers)),
    ...roomFor,
    tokens: answerLengths(config).find((length) => length >= tokens) ?? config.maxAnswerTokens,
  };
}

const roundUp = (count: number): number => (count <= 2 ? count : Math.ceil(count / ROWS_STEP) * ROWS_STEP);

/** RGB bytes of the pictures, one after the other; places left are black. */
export function packPixels(config: PolicyConfig, places: number, images: readonly Uint8Array[]): Uint8Array {
  const bytes = config.imageHeight * config.imageWidth * 3;
  const packed = new Uint8Array(places * bytes);
  for (const [place, image] of images.entries()) {
    if (image.length !== bytes)
      throw new Error(
        `a picture has ${config.imageHeight} x ${config.imageWidth} x 3 bytes, ${bytes} (got ${image.length})`,
      );
    packed.set(image, place * bytes);
  }
  return packed;
}

/** Token rows of a fixed length; `fill` stands where a row or a place is not used. Throws where a row is too long. */
export function packTokens(
  what: string,
  rows: readonly (readonly number[] | undefined)[],
  length: number,
  fill: number,
): Int32Array {
  const packed = new Int32Array(rows.length * length).fill(fill);
  for (const [place, row] of rows.entries()) {
    if (!row) continue;
    if (row.length > length) throw new Error(`${what} has at most ${length} tokens (got ${row.length})`);
    packed.set(row, place * length);
  }
  return packed;
}

/** A number for each token of rows of a fixed length, 0 where there is none. */
export function packNumbers(rows: readonly (readonly number[] | undefined)[], length: number): Float32Array {
  const packed = new Float32Array(rows.length * length);
  for (const [place, row] of rows.entries()) if (row) packed.set(row, place * length);
  return packed;
}

/** Targets of labelled patches: a part of the weighted mean for each token of each. An image may have no labels. */
export function packPatchShares(
  config: PolicyConfig,
  places: number,
  images: readonly (readonly (readonly number[])[])[],
  shareOfUnitWeight: number,
): Float32Array {
  const { count } = patchGrid(config);
  const packed = new Float32Array(places * count * config.vocabulary);
  for (const [place, patches] of images.entries()) {
    if (patches.length !== 0 && patches.length !== count)
      throw new Error(`an image has ${count} patches (got labels for ${patches.length})`);
    for (const [patch, tokens] of patches.entries())
      for (const token of tokens) {
        const index = (place * count + patch) * config.vocabulary + token;
        packed[index] = (packed[index] ?? 0) + shareOfUnitWeight * tokens.length;
      }
  }
  return packed;
}

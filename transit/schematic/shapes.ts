import { minus, plus, times, type Point } from './point.ts';

/** A convex quadrilateral: corners in order. */
export type Box = readonly Point[];

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function boundsOf(points: readonly Point[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

/** A box around a stretch from one point to another, so wide to each side and so far beyond both ends. */
export function boxAlong(from: Point, to: Point, side: number, beyond: number): Box {
  const way = minus(to, from);
  const size = Math.hypot(way.x, way.y);
  const unit = size === 0 ? { x: 1, y: 0 } : times(way, 1 / size);
  const across = { x: -unit.y, y: unit.x };
  const [start, end] = [minus(from, times(unit, beyond)), plus(to, times(unit, beyond))];
  return [
    plus(start, times(across, side)),
    plus(end, times(across, side)),
    minus(end, times(across, side)),
    minus(start, times(across, side)),
  ];
}

/** Whether two convex boxes overlap (separating axes); touching is not overlapping. */
export function overlap(a: Box, b: Box): boolean {
  return !separates(a, b) && !separates(b, a);
}

function separates(edges: Box, other: Box): boolean {
  return edges.some((corner, i) => {
    const next = edges[(i + 1) % edges.length]!;
    const axis = { x: next.y - corner.y, y: corner.x - next.x };
    const [low, high] = spanOn(axis, edges);
    const [otherLow, otherHigh] = spanOn(axis, other);
    return high <= otherLow + 1e-9 || otherHigh <= low + 1e-9;
  });
}

function spanOn(axis: Point, box: Box): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { x, y } of box) {
    const at = axis.x * x + axis.y * y;
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return [low, high];
}

/** More squares than any drawing has side by side. */
const mostAcross = 2 ** 20;

/** Finds what may overlap a box, by squares of the plane. */
export class NearBoxes<T> {
  readonly #width: number;
  readonly #squares = new Map<number, T[]>();

  constructor(width: number) {
    this.#width = width;
  }

  add(bounds: Bounds, item: T): void {
    this.#eachSquare(bounds, (key) => {
      const square = this.#squares.get(key);
      if (square) square.push(item);
      else this.#squares.set(key, [item]);
    });
  }

  near(bounds: Bounds): ReadonlySet<T> {
    const found = new Set<T>();
    this.#eachSquare(bounds, (key) => this.#squares.get(key)?.forEach((item) => found.add(item)));
    return found;
  }

  #eachSquare({ left, top, right, bottom }: Bounds, visit: (key: number) => void): void {
    const [lastX, lastY] = [Math.floor(right / this.#width), Math.floor(bottom / this.#width)];
    for (let x = Math.floor(left / this.#width); x <= lastX; x++)
      for (let y = Math.floor(top / this.#width); y <= lastY; y++) visit(x * mostAcross + y);
  }
}

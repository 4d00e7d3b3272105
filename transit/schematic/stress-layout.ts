import { draws, seedFor } from '../seed.ts';
import { LeastFirst } from './heap.ts';
import { directions, eighths, length, minus, plus, times, type Point } from './point.ts';
import type { Track } from './skeleton.ts';

const stressRounds = 150;
const straightenRounds = 120;
const powerRounds = 60;

/**
 * A place for each station without knowing where it lies: distances on the drawing follow the numbers of stops between
 * stations (stress majorization, Gansner, Koren and North 2004, from a start by classical scaling), then tracks are turned
 * towards eighths of a turn and to their lengths. The longest extent lies across. The seed decides the start.
 */
export function stressLayout(count: number, tracks: readonly Track[], seed: number): readonly Point[] {
  const steps = stepsBetween(count, tracks);
  let places = classicalScaling(steps, seed);
  for (let round = 0; round < stressRounds; round++) places = majorized(places, steps);
  for (let round = 0; round < straightenRounds; round++) places = straightened(places, tracks, steps);
  return places;
}

/** Lengths of the shortest ways between stations; those that no way joins are set apart by more than the widest part. */
function stepsBetween(count: number, tracks: readonly Track[]): readonly Float64Array[] {
  const beside = Array.from({ length: count }, (): { readonly station: number; readonly length: number }[] => []);
  for (const { a, b, length } of tracks) {
    beside[a]!.push({ station: b, length });
    beside[b]!.push({ station: a, length });
  }
  const steps = beside.map((_, start) => {
    const row = new Float64Array(count).fill(Infinity);
    const open = new LeastFirst();
    row[start] = 0;
    open.push(0, start);
    while (open.size > 0) {
      const { cost, value } = open.pop();
      if (cost > row[value]!) continue;
      for (const { station, length } of beside[value]!)
        if (cost + length < row[station]!) {
          row[station] = cost + length;
          open.push(cost + length, station);
        }
    }
    return row;
  });
  const widest = steps.reduce((most, row) => row.reduce((a, b) => (b < Infinity && b > a ? b : a), most), 1);
  for (const row of steps) row.forEach((step, i) => step === Infinity && (row[i] = widest * 0.75 + 3));
  return steps;
}

/** The two strongest axes of the doubly centred squared distances, found by power iteration. */
function classicalScaling(steps: readonly Float64Array[], seed: number): readonly Point[] {
  const count = steps.length;
  const squared = steps.map((row) => row.map((step) => -(step * step) / 2));
  const means = squared.map((row) => row.reduce((sum, value) => sum + value, 0) / count);
  const mean = means.reduce((sum, value) => sum + value, 0) / count;
  const centred = squared.map((row, i) => row.map((value, j) => value - means[i]! - means[j]! + mean));
  const drawn = draws(seedFor(seed, 'schematic'));
  const axes: Float64Array[] = [];
  for (let axis = 0; axis < 2; axis++) {
    let vector = Float64Array.from({ length: count }, () => drawn.below(2000) - 999.5);
    let size = 0;
    for (let round = 0; round < powerRounds; round++) {
      for (const other of axes) vector = withoutPart(vector, other);
      const next = Float64Array.from(centred, (row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));
      size = Math.hypot(...next);
      vector = size === 0 ? next : next.map((value) => value / size);
    }
    axes.push(vector.map((value) => value * Math.sqrt(size)));
  }
  // Stations that fall together would stay together: a little apart, each in its own direction.
  return steps.map((_, i) => ({
    x: axes[0]![i]! + 0.01 * Math.cos(i),
    y: axes[1]![i]! + 0.01 * Math.sin(i),
  }));
}

function withoutPart(vector: Float64Array, axis: Float64Array): Float64Array<ArrayBuffer> {
  const size = axis.reduce((sum, value) => sum + value * value, 0);
  if (size === 0) return Float64Array.from(vector);
  const share = vector.reduce((sum, value, i) => sum + value * axis[i]!, 0) / size;
  return Float64Array.from(vector, (value, i) => value - share * axis[i]!);
}

/** One round of majorization with weights of 1 / steps squared: each station moves to where the others want it. */
function majorized(places: readonly Point[], steps: readonly Float64Array[]): readonly Point[] {
  const moved = places.map(({ x, y }) => ({ x, y }));
  moved.forEach((place, i) => {
    let x = 0;
    let y = 0;
    let weights = 0;
    const row = steps[i]!;
    for (let j = 0; j < moved.length; j++) {
      if (j === i) continue;
      const other = moved[j]!;
      const dx = place.x - other.x;
      const dy = place.y - other.y;
      const apart = Math.max(Math.sqrt(dx * dx + dy * dy), 1e-6);
      const weight = 1 / (row[j]! * row[j]!);
      x += weight * (other.x + (row[j]! * dx) / apart);
      y += weight * (other.y + (row[j]! * dy) / apart);
      weights += weight;
    }
    if (weights === 0) return;
    place.x = x / weights;
    place.y = y / weights;
  });
  return moved;
}

/** One round of turning tracks to the nearest eighth and to length 1, held by where the stress wants the stations. */
function straightened(
  places: readonly Point[],
  tracks: readonly Track[],
  steps: readonly Float64Array[],
): readonly Point[] {
  const wanted = places.map(() => ({ sum: { x: 0, y: 0 } as Point, count: 0 }));
  for (const { a, b, length: wide } of tracks) {
    const vector = minus(places[b]!, places[a]!);
    const snapped = directions[Math.round(eighths(vector)) % 8]!;
    const step = times(snapped, wide / length(snapped));
    wanted[b]!.sum = plus(wanted[b]!.sum, plus(places[a]!, step));
    wanted[a]!.sum = plus(wanted[a]!.sum, minus(places[b]!, step));
    wanted[a]!.count++;
    wanted[b]!.count++;
  }
  const held = majorized(places, steps);
  return places.map((place, i) => {
    const { sum, count } = wanted[i]!;
    if (count === 0) return place;
    return plus(times(plus(times(sum, 1 / count), place), 0.4), times(held[i]!, 0.2));
  });
}

import { smoothed } from './scale.ts';
import type { StepRecord } from './types.ts';

/** A drawing and the room left around its plot, in its own units. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where steps, or seconds, and values lie in a drawing. */
export interface Axes {
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
}

export interface Point {
  readonly step: number;
  readonly stage: string;
  readonly value: number;
  /** Moving average of the stage so far: another stage asks other questions, so its average starts anew. */
  readonly average: number;
  readonly startsStage: boolean;
}

/** Each step has a place of its own width; values go from the lowest level to the highest. */
export function axesOf(frame: Frame, firstStep: number, lastStep: number, levels: readonly number[]): Axes {
  const { width, left, right } = frame;
  return {
    x: (step) => round(left + ((step - firstStep + 0.5) / (lastStep - firstStep + 1)) * (width - left - right)),
    y: valueAxis(frame, levels),
  };
}

/** Values from the lowest level at the foot of a plot to the highest at its top. */
export function valueAxis({ height, top, bottom }: Frame, levels: readonly number[]): Axes['y'] {
  const [low, high] = [levels[0] ?? 0, levels.at(-1) ?? 1];
  return (value) => round(top + (1 - (value - low) / (high - low)) * (height - top - bottom));
}

/** A metric's finite values by step, with their average. */
export function pointsOf(steps: readonly StepRecord[], metric: string): readonly Point[] {
  const raw = steps.flatMap(({ step, stage, metrics }) => {
    const value = metrics[metric];
    return value === undefined || !Number.isFinite(value) ? [] : [{ step, stage, value }];
  });
  const startsStage = raw.map(({ stage }, index) => stage !== raw[index - 1]?.stage);
  const averages = smoothed(
    raw.map(({ value }) => value),
    startsStage,
  );
  return raw.map((point, index) => ({
    ...point,
    average: averages[index] ?? point.value,
    startsStage: startsStage[index] ?? true,
  }));
}

/** Points in bins of so many neighbours of one stage, each bin a point of their means in their middle. */
export function thinned(points: readonly Point[], binSize: number): readonly Point[] {
  if (binSize === 1) return points;
  const bins: Point[][] = [];
  for (const point of points) {
    const bin = bins.at(-1);
    if (bin && bin.length < binSize && !point.startsStage) bin.push(point);
    else bins.push([point]);
  }
  return bins.map((bin) => ({
    ...bin[0]!,
    step: bin[Math.floor(bin.length / 2)]!.step,
    value: mean(bin.map(({ value }) => value)),
    average: mean(bin.map(({ average }) => average)),
  }));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Three digits, a small number as a power of ten. */
export function shortNumber(value: number): string {
  const short = Number(value.toPrecision(3));
  return Math.abs(short) < 0.001 && short !== 0 ? short.toExponential() : String(short);
}

/** A tenth of a unit is as fine as a drawing needs. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

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

/** Where steps and values lie in a drawing. */
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
  const { width, height, left, right, top, bottom } = frame;
  const [low, high] = [levels[0] ?? 0, levels.at(-1) ?? 1];
  return {
    x: (step) => round(left + ((step - firstStep + 0.5) / (lastStep - firstStep + 1)) * (width - left - right)),
    y: (value) => round(top + (1 - (value - low) / (high - low)) * (height - top - bottom)),
  };
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

export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A tenth of a unit is as fine as a drawing needs. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

import type { StageSpan, StepRecord } from './types.ts';

/** How the share of right answers went over a stage. */
export interface StageTrend {
  readonly stage: string;
  /** Mean over the first and over the last third of its steps. */
  readonly first: number;
  readonly last: number;
  /** Whether the difference is larger than the steps' own noise lets expect. */
  readonly moved: 'up' | 'down' | 'no';
}

const metric = 'critic/accuracy';
const fewestSteps = 9;
/** Standard errors of a difference: Welch's test at about 5 %, steps taken as independent, which fresh questions make them. */
const errors = 2;

/** The trend of each stage that has enough steps with answers to tell. */
export function stageTrends(steps: readonly StepRecord[], stages: readonly StageSpan[]): readonly StageTrend[] {
  return stages.flatMap(({ name }) => {
    const shares = steps.filter(({ stage }) => stage === name).flatMap(({ metrics }) => metrics[metric] ?? []);
    if (shares.length < fewestSteps) return [];
    const third = Math.floor(shares.length / 3);
    const [first, last] = [moments(shares.slice(0, third)), moments(shares.slice(-third))];
    const noise = errors * Math.sqrt(first.variance / third + last.variance / third);
    const difference = last.mean - first.mean;
    const moved = Math.abs(difference) <= noise ? 'no' : difference > 0 ? 'up' : 'down';
    return [{ stage: name, first: first.mean, last: last.mean, moved }];
  });
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

import { seedBand } from '../report/comparison/seed-band.ts';
import type { Band } from '../report/comparison/types.ts';
import { smoothed } from '../report/scale.ts';
import { curveMetrics, type CurvePoint } from './arm-record.ts';

/** The curves of an arm's seeds, by metric: each smoothed within its stages, then mean and range over the seeds. */
export function armCurves(seeds: readonly (readonly CurvePoint[])[]): Readonly<Record<string, Band>> {
  return Object.fromEntries(
    curveMetrics.flatMap((metric) => {
      const traces = seeds.map((points) => {
        const told = points.filter(({ metrics }) => metrics[metric] !== undefined);
        const starts = told.map(({ stage }, index) => stage !== told[index - 1]?.stage);
        return {
          seconds: told.map(({ seconds }) => seconds),
          values: smoothed(
            told.map(({ metrics }) => metrics[metric]!),
            starts,
          ),
        };
      });
      const band = seedBand(traces);
      return band ? [[metric, band] as const] : [];
    }),
  );
}

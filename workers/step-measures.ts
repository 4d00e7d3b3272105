import type { Evaluation } from '../activities/data.ts';
import type { UpdatePolicyResult } from '../activities/update-policy.ts';
import { runLabel, type About } from '../workflows/about.ts';

/** What is measured of a run: gauges by name, each with its labels. */
export interface Measure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** `critic/rewards/mean` as Prometheus has it: `rewardmap_critic_rewards_mean`. */
export const gaugeName = (metric: string): string => `rewardmap_${metric.replaceAll(/[^a-zA-Z0-9]+/g, '_')}`;

function ofStep({ run, stage }: About, result: unknown, now: number): readonly Measure[] {
  if (!run || stage === undefined) return [];
  const { policy, metrics } = result as UpdatePolicyResult;
  const labels = { run: runLabel(run.name), stage };
  const gauge = (name: string, value: number): Measure => ({ name, labels, value });
  return [
    gauge('rewardmap_step', policy.version.step),
    gauge('rewardmap_step_timestamp_seconds', now / 1000),
    gauge('rewardmap_divergences', policy.divergences),
    ...Object.entries(metrics).map(([name, value]) => gauge(gaugeName(name), value)),
  ];
}

function ofEvaluation({ run, label }: About, result: unknown): readonly Measure[] {
  if (!run || label === undefined) return [];
  const { byKind } = result as Evaluation;
  return byKind.map(({ label: kind, count, right }) => ({
    name: 'rewardmap_evaluation_accuracy',
    labels: { run: runLabel(run.name), evaluation: label, kind },
    value: right / Math.max(1, count),
  }));
}

const ofEnd = ({ run }: About, _: unknown, now: number): readonly Measure[] =>
  run
    ? [{ name: 'rewardmap_run_ended_timestamp_seconds', labels: { run: runLabel(run.name) }, value: now / 1000 }]
    : [];

const measured: Readonly<Record<string, (about: About, result: unknown, now: number) => readonly Measure[]>> = {
  scoreAndUpdate: ofStep,
  updatePolicy: ofStep,
  tallyAnswers: ofEvaluation,
  sealRun: ofEnd,
};

/** What is measured of an activity that was done, by its type: of most nothing. `now` in milliseconds. */
export const measuresOf = (type: string, about: About, result: unknown, now: number): readonly Measure[] =>
  measured[type]?.(about, result, now) ?? [];

import type { Evaluation } from '../activities/data.ts';
import type { UpdatePolicyResult } from '../activities/update-policy.ts';

/** What is measured of a run: gauges by name, each with its labels. */
export interface Measure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The part of an activity's input that says what it is about. */
export interface About {
  readonly run?: { readonly name: string };
  readonly stage?: string;
  readonly step?: number;
  readonly label?: string;
  readonly version?: { readonly step: number };
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  Object(value) as Readonly<Record<string, unknown>>;

/** What an input says of run, stage and step; activities name other things by the same words, which are not taken for these. */
export function aboutOf(input: unknown): About {
  const { run, stage, step, label, version } = fields(input);
  const { name } = fields(run);
  const { step: made } = fields(version);
  return {
    ...(typeof name === 'string' && name.includes('/') && { run: { name } }),
    ...(typeof stage === 'string' && { stage }),
    ...(typeof step === 'number' && { step }),
    ...(typeof label === 'string' && { label }),
    ...(typeof made === 'number' && { version: { step: made } }),
  };
}

/** `critic/rewards/mean` as Prometheus has it: `rewardmap_critic_rewards_mean`. */
export const gaugeName = (metric: string): string => `rewardmap_${metric.replaceAll(/[^a-zA-Z0-9]+/g, '_')}`;

/** The workflow id of a run, without the id of the execution: what a person called it. */
export const runLabel = (name: string): string => name.slice(0, name.lastIndexOf('/'));

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

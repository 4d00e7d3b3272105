import type { CostRow } from '../report/comparison/types.ts';
import { sha256Of } from '../store/objects.ts';
import type { LogEntry, PolicyVersion } from '../store/run-records.ts';
import { cityEdition, evaluationEdition, trainingEdition } from './edition.ts';
import type { RunMaterials } from './run-materials.ts';

/** What a run cost. docs/comparisons.md says how each is counted. */
export type ArmCost = Omit<CostRow, 'ofMean'>;

/** A step of a run as curves show it. */
export interface CurvePoint {
  readonly stage: string;
  /** Policy seconds up to and with this step. */
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** An arm that was trained with a seed and ended well: found by its {@link armDigest}. */
export interface ArmRecord {
  readonly digest: string;
  /** Prefix of the run's records. */
  readonly run: string;
  readonly version: PolicyVersion;
  readonly divergences: number;
  /** How the run's engines rounded (`rounding-record.ts`). Not in records of earlier releases. */
  readonly roundings?: readonly string[];
  readonly cost: ArmCost;
  readonly curve: readonly CurvePoint[];
}

/**
 * The digest of an arm with a seed: of its whole spec but title and retention, of all that it names, and of the editions of the code. On one
 * kind of processor it decides how the arm ends; another kind may round otherwise, which the digest does not know of.
 */
export function armDigest({ base, ownReward, cities, pinned }: RunMaterials): string {
  const decides = [
    ['editions', evaluationEdition, trainingEdition],
    ['spec', { ...pinned.spec, title: undefined, retention: undefined }],
    ['base', base.digest, base.config, sha256Of(Buffer.from(base.tokenizerJson))],
    ['files', ownReward && sha256Of(ownReward.content), cities && [cityEdition, cities]],
    ['datasets', pinned.datasets],
  ];
  return sha256Of(Buffer.from(JSON.stringify(decides)));
}

export const armRecord = (digest: string): string => `arms/${digest}.json`;

/** What curves show of a step. */
export const curveMetrics = ['critic/rewards/mean', 'critic/accuracy', 'train/loss'];

/** The policy's own seconds of a step: sampling, of all shards together, and the update. */
const policySeconds = ({ metrics }: LogEntry): number =>
  (metrics['timing_s/sample'] ?? 0) + (metrics['timing_s/update_actor'] ?? 0);

export function costOf(log: readonly LogEntry[], wallSeconds: number): ArmCost {
  const sum = (of: (entry: LogEntry) => number | undefined): number =>
    log.reduce((total, entry) => total + (of(entry) ?? 0), 0);
  return {
    steps: log.length,
    policySeconds: sum(policySeconds),
    wallSeconds,
    questions: sum(({ metrics }) => metrics['perf/questions']),
    sampledTokens: sum(({ metrics }) => metrics['perf/sampled_tokens']),
    trainedTokens: sum(({ metrics }) => metrics['perf/trained_tokens']),
  };
}

export function curveOf(log: readonly LogEntry[]): readonly CurvePoint[] {
  let seconds = 0;
  return log.map((entry) => {
    seconds += policySeconds(entry);
    const metrics = curveMetrics.flatMap((name) => {
      const value = entry.metrics[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return { stage: entry.stage, seconds, metrics: Object.fromEntries(metrics) };
  });
}

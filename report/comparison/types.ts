/** A mean over seeds and held-out questions with its 95 % interval (reward/statistics/crossed-means.ts). */
export interface MeanRow {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What is measured on the held-out questions: shares of right answers, and the mean reward. */
export type Measure = string;

/** What became of an arm with a seed. */
export const armStates = ['waiting', 'training', 'elsewhere', 'finished', 'reused', 'stopped', 'failed'] as const;
export type ArmState = (typeof armStates)[number];

/** An arm with a seed. */
export interface ArmRunRow {
  readonly seed: number;
  readonly state: ArmState;
  /** Why it failed. */
  readonly reason?: string | undefined;
  /** Digest of its whole spec, of all that it names, and of the editions of the code: of all that decides how it ends but how engines round. */
  readonly digest: string;
  /** Prefix of its records, and its last policy; of runs that ended well. */
  readonly run?: string | undefined;
  readonly policy?: string | undefined;
  /** How its engines rounded: digests of a fixed piece of work (docs/durability.md, "Divergence"). Not where it is not known. */
  readonly roundings?: readonly string[] | undefined;
  readonly values?: Readonly<Record<Measure, number>> | undefined;
}

/** Of a run, the mean over the seeds of an arm. */
export interface CostRow {
  readonly steps: number;
  readonly policySeconds: number;
  readonly wallSeconds: number;
  readonly questions: number;
  readonly sampledTokens: number;
  readonly trainedTokens: number;
  /** Policy seconds by the mean of all arms. */
  readonly ofMean: number;
}

/** A curve over policy seconds: the mean over seeds, the lowest and the highest of them. */
export interface Band {
  readonly seconds: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface ArmRow {
  readonly name: string;
  readonly describes: string;
  readonly runs: readonly ArmRunRow[];
  /** Over the runs that ended well; empty where there is none. */
  readonly values: Readonly<Record<Measure, MeanRow>>;
  /** The same questions about blank paper. */
  readonly blank: Readonly<Record<Measure, MeanRow>>;
  /** Undefined for the base policy and where no run ended well. */
  readonly cost?: CostRow | undefined;
  /** By metric. */
  readonly curves: Readonly<Record<string, Band>>;
}

export interface DifferenceRow {
  readonly arm: string;
  /** What it is set beside. */
  readonly than: string;
  readonly measure: Measure;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

/** All that a comparison shows, as plain data: what comparison.json holds. */
export interface Comparison {
  readonly title: string;
  readonly seeds: readonly number[];
  /** Digest of the base policy, and seed of the held-out questions. */
  readonly base: string;
  readonly dataSeed: number;
  /** That compared; its runs tell in their manifests by which code each was opened. */
  readonly code?: { readonly version: string; readonly commit: string | null } | undefined;
  readonly questions: Readonly<Record<Measure, number>>;
  /** Share of right answers of the best constant answer, of plans of a line named by chance, where it is known. */
  readonly guessing: Readonly<Record<Measure, number>>;
  /** The base policy first. */
  readonly arms: readonly ArmRow[];
  readonly differences: readonly DifferenceRow[];
  readonly minutes: number;
  readonly spec: unknown;
}

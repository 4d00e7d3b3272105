import type { Outcome } from './outcome.ts';
import type { Reason } from './reason.ts';
import type { Section } from './sections.ts';

/** What an answer earned before its weight. */
export interface Score {
  readonly accuracy: boolean;
  readonly accuracyReward: number;
  readonly formatReward: number;
  /** Points of detail; null for a type that has no detail reward. */
  readonly detailRaw: number | null;
  /** Those points at their weight. */
  readonly detailReward: number | null;
  /** What was read from a short answer; null for a route. */
  readonly extractedAnswer: string | null;
  /** What accuracy read from a route, stops cleaned once; null for a short answer. */
  readonly sections: readonly Section[] | null;
  readonly outcome: Outcome;
  /** The account of all points given, taken and withheld. */
  readonly reasons: readonly Reason[];
}

export interface Reward extends Score {
  /** (accuracy + format + detail) * weight. */
  readonly total: number;
  readonly weight: number;
}

import type { Reward } from './score.ts';

/** The Python exception with which the released code ends on the same labels. */
export type ReleasedError = 'NotImplementedError' | 'UnboundLocalError';

/** What was found out before the labels were refused; null for the rest. */
export type RewardParts = { readonly [Part in Exclude<keyof Reward, 'total' | 'reasons'>]: Reward[Part] | null };

/** Labels of a question that no reward is defined for. An answer, whatever it holds, never causes one. */
export class RewardError extends Error {
  override readonly name = 'RewardError';
  readonly released: ReleasedError;
  readonly parts: RewardParts;

  constructor(message: string, released: ReleasedError, parts: Partial<RewardParts>) {
    super(message);
    this.released = released;
    this.parts = { ...nothing, ...parts };
  }
}

const nothing: RewardParts = {
  accuracy: null,
  accuracyReward: null,
  formatReward: null,
  detailRaw: null,
  detailReward: null,
  weight: null,
  extractedAnswer: null,
  sections: null,
  outcome: null,
};

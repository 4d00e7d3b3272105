import type { TrainingGroup } from '../policy/port.ts';

/** Tokens of the answers that one pass over groups takes a loss of. */
export const trainedTokens = (groups: readonly TrainingGroup[]): number =>
  groups.flatMap(({ rows }) => rows).reduce((sum, { tokens }) => sum + tokens.length, 0);

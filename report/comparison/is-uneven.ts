import type { CostRow } from './types.ts';

/** Whether an arm's budget is more than 10 % off the mean of all: its numbers are then not of equal cost. */
export const isUneven = ({ ofMean }: CostRow): boolean => ofMean < 0.9 || ofMean > 1.1;

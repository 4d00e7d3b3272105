import type { DifferenceRow } from './types.ts';

/** Whether a difference is shown: its 95 % interval holds no 0. */
export const excludesZero = ({ low, high }: Pick<DifferenceRow, 'low' | 'high'>): boolean => low > 0 || high < 0;

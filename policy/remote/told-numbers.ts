import { PolicyError } from '../errors.ts';

/**
 * Log-probabilities as a server told them, one for each of so many tokens. Throws `PolicyServerRefused` where there are more or fewer, or one
 * is no number: kept as JSON it would be taken for 0, a token that was certain.
 */
export function toldNumbers(told: readonly number[], tokens: number, what: string): readonly number[] {
  const strange = told.find((value) => !Number.isFinite(value));
  if (told.length === tokens && strange === undefined) return told;
  const found = told.length === tokens ? `${strange} among them` : `${told.length}`;
  throw new PolicyError(
    'PolicyServerRefused',
    `The Tinker server must tell a log-probability of each of ${tokens} ${what} (got ${found}).`,
  );
}

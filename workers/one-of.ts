import type { Environment } from '../access/secrets.ts';

/** The value of a variable of which few are allowed. Throws in one sentence, naming them. */
export function oneOf<Value extends string>(
  environment: Environment,
  name: string,
  allowed: readonly Value[],
  otherwise: Value,
): Value {
  const given = environment[name] || otherwise;
  const found = allowed.find((each) => each === given);
  if (found === undefined) throw new Error(`${name} must be one of: ${allowed.join(', ')} (got "${given}")`);
  return found;
}

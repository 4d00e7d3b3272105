import type { z } from 'zod';
import { fieldProblems } from './field-problems.ts';

/** A spec that cannot be run. Its message names every wrong field and what is allowed there. */
export class InvalidSpec extends Error {
  override readonly name = 'InvalidSpec';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const rest = problems.length - problemsTold;
    const told = rest > 0 ? [...problems.slice(0, problemsTold), `and ${rest} more`] : problems;
    super(`this spec cannot be run. ${told.join('; ')}`);
    this.problems = problems;
  }
}

/** Reads an input as a spec, or throws {@link InvalidSpec}. */
export function parseSpec<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidSpec(fieldProblems(result.error, 'the spec'));
}

/** A failure is kept in the run's history: it must stay readable whatever was sent. */
const problemsTold = 40;

import type { z } from 'zod';

/** A spec that cannot be run. Its message names every wrong field and what is allowed there. */
export class InvalidSpec extends Error {
  override readonly name = 'InvalidSpec';

  constructor(problems: readonly string[]) {
    const rest = problems.length - problemsTold;
    const told = rest > 0 ? [...problems.slice(0, problemsTold), `and ${rest} more`] : problems;
    super(`this spec cannot be run. ${told.join('; ')}`);
  }
}

/** Reads an input as a spec, or throws {@link InvalidSpec}. */
export function parseSpec<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new InvalidSpec(result.error.issues.flatMap((issue) => problemsOf(issue, [])));
}

/** A failure is kept in the run's history: it must stay readable whatever was sent. */
const problemsTold = 40;

function problemsOf(issue: z.core.$ZodIssue, within: readonly PropertyKey[]): readonly string[] {
  const path = [...within, ...issue.path];
  const at = path.join('.') || 'the spec';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[...path, key].join('.')}: there is no such field`);
  }
  if (issue.code !== 'invalid_union') return [`${at}: ${plain(issue.message)}`];
  // Where the input has the shape of one alternative, what is wrong inside it says more than that no alternative fits.
  const meant = issue.errors.find((issues) => !issues.some(isOfAnotherShape));
  if (meant) return meant.flatMap((each) => problemsOf(each, path));
  const allowed = issue.errors.map(([first]) => plain(first?.message ?? ''));
  return [`${at}: ${allowed.find((each) => each === missing) ?? allowed.join(', or ')}`];
}

function isOfAnotherShape({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

const missing = 'is missing';

/** What zod says, without the words that every message begins with. */
function plain(message: string): string {
  return message.replace(/^Invalid (input|option): /, '').replace(/^expected .*, received undefined$/, missing);
}

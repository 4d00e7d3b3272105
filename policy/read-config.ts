import type { z } from 'zod';

/** Reads a config.json of a policy on a server. Throws, naming the field, where it cannot be used. */
export function readConfig<Schema extends z.ZodType>(schema: Schema, config: unknown): z.output<Schema> {
  const read = schema.safeParse(config);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])].join('.');
  throw new Error(`config.json: ${field}: ${issue?.message}`);
}

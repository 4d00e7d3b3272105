/** A key, a right or an answer that is missing: the message is a sentence for people, and tells no secret. */
export class NoAccess extends Error {
  override readonly name = 'NoAccess';
}

/** Why something came to nothing, on one line: what fetch and sockets tell only in a cause or in parts, too. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error.cause instanceof Error && error instanceof TypeError) return reasonOf(error.cause);
  const [line = ''] = error.message.split('\n');
  return line || ((error as NodeJS.ErrnoException).code ?? error.name);
}

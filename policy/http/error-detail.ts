const longest = 300;

const asText = (said: unknown): string => (typeof said === 'string' ? said : JSON.stringify(said));

/** What a server said, for a sentence of ours: without the secret, then cut off, so that no part of it is left. */
export const quoted = (said: string, secret?: string): string =>
  (secret ? said.replaceAll(secret, '***') : said).slice(0, longest);

/**
 * Why a server says that it refused: FastAPI's `detail`, the `error` of most, whose `message` it may be, or `message` itself; else the
 * beginning of whatever came. Nowhere in it is the secret.
 */
export function errorDetail(bytes: Uint8Array, secret?: string): string {
  const text = Buffer.from(bytes).toString('utf8').trim();
  return quoted(saidIn(text) ?? text, secret) || 'nothing more';
}

function saidIn(text: string): string | undefined {
  try {
    const { detail, error, message } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const said = detail ?? (error as { message?: unknown } | undefined)?.message ?? error ?? message;
    return said === undefined || said === null ? undefined : asText(said);
  } catch {
    return undefined;
  }
}

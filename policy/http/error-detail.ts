const longest = 300;

const asText = (said: unknown): string => (typeof said === 'string' ? said : JSON.stringify(said));

/**
 * Why a server says that it refused: FastAPI's `detail`, the `error` of most, whose `message` it may be, or `message` itself; else the
 * beginning of whatever came.
 */
export function errorDetail(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8').trim();
  return (saidIn(text) ?? text).slice(0, longest) || 'nothing more';
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

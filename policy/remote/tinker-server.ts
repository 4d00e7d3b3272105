import { PolicyError } from '../errors.ts';
import type { TinkerServer } from '../tinker/transport.ts';

/**
 * The server that an environment names as the official SDK reads it, TINKER_BASE_URL and TINKER_API_KEY; undefined where it names none.
 * Throws `PolicyServerRefused` where the name is no URL.
 */
export function tinkerServerOf(environment: Readonly<Record<string, string | undefined>>): TinkerServer | undefined {
  const { TINKER_BASE_URL: url, TINKER_API_KEY: apiKey } = environment;
  if (!url) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new PolicyError(
      'PolicyServerRefused',
      `TINKER_BASE_URL must be as http://host:port (got ${JSON.stringify(url)}).`,
    );
  return { url, ...(apiKey && { apiKey }) };
}

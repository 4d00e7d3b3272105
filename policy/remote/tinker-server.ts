import { serverAddress } from '../server-address.ts';
import type { TinkerServer } from '../tinker/transport.ts';

const form = { variable: 'TINKER_BASE_URL', keyVariable: 'TINKER_API_KEY', example: 'http://host:port' } as const;

/**
 * The server that an environment names as the official SDK reads it, TINKER_BASE_URL and TINKER_API_KEY; undefined where it names none.
 * Throws `PolicyServerRefused` where the name is no address.
 */
export function tinkerServerOf(environment: Readonly<Record<string, string | undefined>>): TinkerServer | undefined {
  const { TINKER_BASE_URL: url, TINKER_API_KEY: apiKey } = environment;
  if (!url) return undefined;
  return { url: serverAddress(url, form), ...(apiKey && { apiKey }) };
}

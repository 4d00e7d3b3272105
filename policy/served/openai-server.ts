import { PolicyError } from '../errors.ts';
import type { OpenAiServer } from '../openai/client.ts';
import { serverAddress } from '../server-address.ts';

const usualInFlight = '16';

const form = { variable: 'OPENAI_BASE_URL', keyVariable: 'OPENAI_API_KEY', example: 'http://host:port/v1' } as const;

/**
 * The server that an environment names as the official SDKs read it, OPENAI_BASE_URL and OPENAI_API_KEY, and how many requests it may be
 * given at once, OPENAI_IN_FLIGHT; undefined where it names none. Throws `PolicyServerRefused` where one of them cannot be used.
 */
export function openAiServerOf(environment: Readonly<Record<string, string | undefined>>): OpenAiServer | undefined {
  const { OPENAI_BASE_URL: url, OPENAI_API_KEY: apiKey, OPENAI_IN_FLIGHT } = environment;
  if (!url) return undefined;
  const address = serverAddress(url, form);
  const inFlight = OPENAI_IN_FLIGHT || usualInFlight;
  if (!/^[1-9]\d{0,3}$/.test(inFlight))
    throw new PolicyError(
      'PolicyServerRefused',
      `OPENAI_IN_FLIGHT must be a number of 1 to 9999 (got ${JSON.stringify(inFlight)}).`,
    );
  return { url: address, ...(apiKey && { apiKey }), inFlight: Number(inFlight) };
}

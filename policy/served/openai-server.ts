import { PolicyError } from '../errors.ts';
import type { OpenAiServer } from '../openai/client.ts';

const usualInFlight = '16';

const told = (what: string, given: string): PolicyError =>
  new PolicyError('PolicyServerRefused', `${what} (got ${JSON.stringify(given)}).`);

/**
 * The server that an environment names as the official SDKs read it, OPENAI_BASE_URL and OPENAI_API_KEY, and how many requests it may be
 * given at once, OPENAI_IN_FLIGHT; undefined where it names none. Throws `PolicyServerRefused` where one of them cannot be used.
 */
export function openAiServerOf(environment: Readonly<Record<string, string | undefined>>): OpenAiServer | undefined {
  const { OPENAI_BASE_URL: url, OPENAI_API_KEY: apiKey, OPENAI_IN_FLIGHT: inFlight = usualInFlight } = environment;
  if (!url) return undefined;
  const { protocol, username, password } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', username: '', password: '' };
  if (username !== '' || password !== '')
    throw new PolicyError('PolicyServerRefused', 'OPENAI_BASE_URL must hold no key: OPENAI_API_KEY does.');
  if (!/^https?:$/.test(protocol)) throw told('OPENAI_BASE_URL must be as http://host:port/v1', url);
  if (!/^[1-9]\d{0,3}$/.test(inFlight)) throw told('OPENAI_IN_FLIGHT must be a number of 1 to 9999', inFlight);
  return { url, ...(apiKey && { apiKey }), inFlight: Number(inFlight) };
}

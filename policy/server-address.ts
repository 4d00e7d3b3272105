import { PolicyError } from './errors.ts';

interface AddressForm {
  /** The variable of the environment that gives it. */
  readonly variable: string;
  /** The one that holds the key: what is in an address is in errors, too. */
  readonly keyVariable: string;
  readonly example: string;
}

/** The address of a server, as it was given. Throws `PolicyServerRefused` where paths cannot be put behind it, or a key is in it. */
export function serverAddress(url: string, { variable, keyVariable, example }: AddressForm): string {
  const refused = (what: string): PolicyError => new PolicyError('PolicyServerRefused', `${variable} must ${what}.`);
  const { protocol, username, password, search, hash } = URL.canParse(url) ? new URL(url) : { protocol: '' };
  if (username || password || search || hash || /[@?#]/.test(url))
    throw refused(`be an address alone, as ${example}: no key is in it, ${keyVariable} holds that`);
  if (!/^https?:$/.test(protocol)) throw refused(`be as ${example} (got ${JSON.stringify(url)})`);
  return url;
}

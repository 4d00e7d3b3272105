import { Tokenizer } from '@huggingface/tokenizers';

import { PolicyError } from './errors.ts';
import type { ReadText } from './tokenizer.ts';

/** The tokens of any model that Hugging Face has a tokenizer.json of. */
export interface PlainTokens {
  /** The token that a text is in the vocabulary; undefined where there is none. */
  special(text: string): number | undefined;
  /** Special tokens of the text are read as such; none is added. */
  encode(text: string): readonly number[];
  /** Special tokens stand for no text. */
  decode(tokens: readonly number[]): string;
  /** The token that a text is. Throws `BadText` where it is several. */
  single(text: string): number;
  /** The first tokens of a text, and what of it is not read. */
  read(text: string, longest: number): ReadText;
}

export interface TextTokens extends PlainTokens {
  readonly endToken: number;
}

/** The tokens of a tokenizer.json and the one that ends an answer. Throws `BadPolicyFile` where there is none of that text. */
export function textTokens(tokenizerJson: string, endText: string): TextTokens {
  const tokens = plainTokens(tokenizerJson);
  const endToken = tokens.special(endText);
  if (endToken === undefined)
    throw new PolicyError(
      'BadPolicyFile',
      `tokenizer.json has no token ${JSON.stringify(endText)}, which endToken names.`,
    );
  return { ...tokens, endToken };
}

export function plainTokens(tokenizerJson: string): PlainTokens {
  const json = parsed(tokenizerJson);
  const unknown = json.model?.unk_token ?? undefined;
  const tokenizer = new Tokenizer(json, { unk_token: unknown, clean_up_tokenization_spaces: false });
  const encode = (text: string): readonly number[] =>
    text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids;
  const unknownId = unknown === undefined ? undefined : tokenizer.token_to_id(unknown);
  return {
    special: (text) => tokenizer.token_to_id(text),
    encode,
    decode: (tokens) => (tokens.length === 0 ? '' : tokenizer.decode([...tokens], { skip_special_tokens: true })),
    single(text) {
      const [token, ...more] = encode(text);
      if (token !== undefined && more.length === 0) return token;
      throw new PolicyError('BadText', `stop must hold texts of one token each (got ${JSON.stringify(text)}).`);
    },
    read(text, longest) {
      const all = encode(text);
      const tokens = all.slice(0, longest);
      return { tokens, unknown: tokens.filter((token) => token === unknownId).length, cut: all.length - tokens.length };
    },
  };
}

function parsed(file: string): { readonly model?: { readonly unk_token?: string | null } } {
  try {
    return JSON.parse(file) as ReturnType<typeof parsed>;
  } catch {
    throw new PolicyError('BadPolicyFile', 'tokenizer.json is no JSON.');
  }
}

import { PolicyError } from '../errors.ts';
import type { ReadText } from '../tokenizer.ts';
import type { Chunk } from '../tinker/messages.ts';
import { isPlace, templateParts } from '../prompt-template.ts';
import { pictureBytes } from './picture-bytes.ts';
import type { RemoteConfig } from './remote-config.ts';
import type { TextTokens } from '../text-tokens.ts';

/** What a model reads before its answer: pieces, and as many tokens as they count. */
export interface ReadPrompt {
  readonly chunks: readonly Chunk[];
  /** Tokens by place; those of a picture stand for none and are 0. */
  readonly tokens: readonly number[];
}

/** Prompts of a policy, by its template. */
export interface Prompts {
  read(text: string): ReadText;
  /** Throws `BadText` where the text has words that the policy has not, or is too long, unless any text may be read. */
  of(image: Uint8Array, text: string, anyText: boolean): Promise<ReadPrompt>;
}

export function promptsOf(config: RemoteConfig, tokenizer: TextTokens): Prompts {
  const parts = templateParts(config.prompt);
  const fixed = new Map(parts.map((part) => [part, isPlace(part) ? [] : tokenizer.encode(part)]));
  const read = (text: string): ReadText => tokenizer.read(text, config.maxPromptTokens);

  function question(text: string, anyText: boolean): readonly number[] {
    const { tokens, unknown, cut } = read(text);
    if (anyText || (unknown === 0 && cut === 0)) return tokens;
    const what = cut > 0 ? `is ${cut} tokens longer than the policy reads` : 'has words that the policy has not';
    throw new PolicyError('BadText', `The text ${JSON.stringify(text.slice(0, 200))} ${what}.`);
  }

  async function chunksOf(part: string, image: Uint8Array, text: string, anyText: boolean): Promise<Chunk> {
    if (part === '{image}') {
      const data = await pictureBytes(image, config);
      return { type: 'image', format: 'png', data, expectedTokens: config.imageTokens! };
    }
    return { type: 'encoded_text', tokens: part === '{question}' ? question(text, anyText) : fixed.get(part)! };
  }

  return {
    read,
    async of(image, text, anyText) {
      const chunks = joined(await Promise.all(parts.map((part) => chunksOf(part, image, text, anyText))));
      return { chunks, tokens: chunks.flatMap(tokensOf) };
    },
  };
}

const tokensOf = (chunk: Chunk): readonly number[] =>
  chunk.type === 'encoded_text' ? chunk.tokens : Array.from({ length: chunk.expectedTokens ?? 0 }, () => 0);

/** Neighbouring texts as one, and none that is empty. */
export function joined(chunks: readonly Chunk[]): readonly Chunk[] {
  const all: Chunk[] = [];
  for (const chunk of chunks) {
    const last = all.at(-1);
    if (chunk.type === 'encoded_text' && chunk.tokens.length === 0) continue;
    if (chunk.type === 'encoded_text' && last?.type === 'encoded_text')
      all[all.length - 1] = { type: 'encoded_text', tokens: [...last.tokens, ...chunk.tokens] };
    else all.push(chunk);
  }
  return all;
}

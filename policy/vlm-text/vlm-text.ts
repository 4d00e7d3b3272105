import { PolicyError } from '../errors.ts';
import { plainTokens, type PlainTokens } from '../text-tokens.ts';
import { chatTemplate, type Message } from './chat-template.ts';

/** The files of a model that sees, as texts. */
export interface VlmFiles {
  readonly tokenizerJson: string;
  /** In Jinja. */
  readonly chatTemplate: string;
  /** The text of the token that stands for a piece of a picture: `<|image_pad|>` in the Qwen VL family. */
  readonly imageToken: string;
}

/** What a model that sees reads of a chat. */
export interface VlmText {
  readonly tokens: PlainTokens;
  /** All tokens of a chat up to its answer; each picture, in order, as so many image tokens. Throws `BadText` where their numbers differ. */
  read(messages: readonly Message[], imageTokens: readonly number[]): readonly number[];
}

/**
 * Text as the processors of the Qwen VL family make tokens of it: the chat is written by the model's template, in which each picture has
 * one image token, which is then repeated. Throws `BadPolicyFile` where the files do not belong together.
 */
export function vlmText(files: VlmFiles): VlmText {
  const { imageToken } = files;
  const tokens = plainTokens(files.tokenizerJson);
  const write = chatTemplate(files.chatTemplate);
  if (tokens.special(imageToken) === undefined)
    throw new PolicyError(
      'BadPolicyFile',
      `tokenizer.json has no token ${JSON.stringify(imageToken)}, which text.imageToken names.`,
    );
  return {
    tokens,
    read(messages, imageTokens) {
      const [first, ...rest] = write(messages).split(imageToken);
      if (rest.length !== imageTokens.length)
        throw new PolicyError(
          'BadText',
          `The chat has ${rest.length} places for pictures by its template, and ${imageTokens.length} pictures.`,
        );
      return tokens.encode(
        first + rest.map((text, picture) => imageToken.repeat(imageTokens[picture]!) + text).join(''),
      );
    },
  };
}

import type { Chunk } from './messages.ts';

/** A chunk as JSON has it: images are base64. */
export function chunkAsJson(chunk: Chunk): Readonly<Record<string, unknown>> {
  if (chunk.type === 'encoded_text') return { type: chunk.type, tokens: chunk.tokens };
  const { type, format, data, expectedTokens } = chunk;
  return {
    type,
    format,
    data: Buffer.from(data).toString('base64'),
    ...(expectedTokens !== undefined && { expected_tokens: expectedTokens }),
  };
}

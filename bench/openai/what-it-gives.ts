import sharp from 'sharp';

import { readAskedPolicy } from '../../policy/asked-policy.ts';
import { OpenAiClient } from '../../policy/openai/client.ts';
import type { ServedConfig } from '../../policy/served/served-config.ts';
import { servedPrompts } from '../../policy/served/served-prompts.ts';
import { resizedForModel } from '../../transit/pictures/model-sized-picture.ts';

const texts = [
  'Which line is red?',
  "It isn't Zürich; 东京站, Москва 🚇\n\n 10 stops?",
  'a  b<|im_end|>',
  'stop '.repeat(40),
];
const sizes = [
  [128, 144],
  [28, 28],
  [640, 480],
  [100, 900],
] as const;

const pictureOf = ([width, height]: (typeof sizes)[number]): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();

/** What a server answers to our client, and whether it reads of texts and pictures as many tokens as are counted here. */
export async function whatItGives(url: string, folder: URL) {
  const { config, tokenizerJson } = (await readAskedPolicy(folder)) as { config: ServedConfig; tokenizerJson: string };
  const prompts = servedPrompts(config, tokenizerJson);
  // One at a time: the seed of a request is that of the whole server.
  const client = new OpenAiClient({ url, inFlight: 1 });
  const sampling = { temperature: 1, maxTokens: 12, answerLimit: config.answerLimit, logProbabilities: true };
  const pictures = await Promise.all(
    sizes.map(async (size) => (await resizedForModel(await pictureOf(size), config.pictures!)).png),
  );
  const asked = [new Uint8Array(), ...pictures].flatMap((png) => texts.map((text) => prompts.of(png, text, true)));
  try {
    const answered = await Promise.all(
      asked.map(async ({ question, tokens }) => {
        const [answer] = await client.answers(question, sampling, [1]);
        return { read: answer!.promptTokens, counted: tokens };
      }),
    );
    const { question } = asked[texts.length]!;
    const several = await client.answers(question, sampling, [1, 2, 3]);
    const again = await client.answers(question, sampling, [1, 2, 3]);
    const [one] = several;
    return {
      promptTokens: { asked: answered.length, equal: answered.filter(({ read, counted }) => read === counted).length },
      several: several.length,
      distinct: new Set(several.map(({ text }) => text)).size,
      sameBySeed: several.every(({ text }, index) => text === again[index]!.text),
      logProbabilities: one!.logProbabilities !== null,
      answerTokens: one!.tokens,
    };
  } finally {
    client.close();
  }
}

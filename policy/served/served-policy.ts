import { snapshotDigest } from '../checkpoint.ts';
import { PolicyError } from '../errors.ts';
import type { Patience } from '../http/patience.ts';
import type { ChatAnswer } from '../openai/chat.ts';
import { OpenAiClient, type OpenAiServer } from '../openai/client.ts';
import type { Completion, Policy } from '../port.ts';
import type { ServedConfig } from './served-config.ts';
import { servedPrompts, type ServedPrompt } from './served-prompts.ts';
import { servedSnapshot } from './served-snapshot.ts';
import { onServer } from './server-errors.ts';

/** Servers take seeds of 31 bits. */
const mostSeed = 0x7fff_ffff;

export interface ServedPolicySettings {
  readonly config: ServedConfig;
  /** The text of the model's tokenizer.json; of no use where the configuration does not say how text is read. */
  readonly tokenizerJson: string;
  readonly server: OpenAiServer;
  readonly patience?: Patience;
}

/**
 * A policy that an OpenAI-compatible server has: it is asked, and can be neither trained nor compared. Its pictures are PNG files. Answers
 * are a function of their seeds as far as the server is exact, those of one question together: the first seed stands for all of them. Fails
 * with `PolicyServerRefused` where the server counts other tokens of a question than the policy's own files.
 */
export function createServedPolicy({ config, tokenizerJson, server, patience }: ServedPolicySettings): Policy {
  const prompts = servedPrompts(config, tokenizerJson);
  const client = new OpenAiClient(server, patience);
  const snapshot = servedSnapshot(config);
  const digest = snapshotDigest(snapshot);
  const { answerLimit, logProbabilities } = config;

  function assertSameTokens({ promptTokens }: ChatAnswer, { tokens }: ServedPrompt): void {
    if (promptTokens === null || tokens === null || promptTokens === tokens) return;
    throw new PolicyError(
      'PolicyServerRefused',
      `The OpenAI server at ${server.url} reads ${promptTokens} tokens where ${tokens} are expected: tokenizer, chat template or pictures of the policy's config.json are not those of its ${config.model}.`,
    );
  }

  function answerTokens({ tokens, text }: ChatAnswer): number {
    const count = tokens ?? prompts.count(text);
    if (count !== null) return count;
    throw new PolicyError(
      'PolicyServerRefused',
      `The OpenAI server at ${server.url} does not say how many tokens an answer has, and text of the policy's config.json is null.`,
    );
  }

  const completion = (answer: ChatAnswer): Completion => ({
    text: answer.text,
    tokens: [],
    logProbabilities: [],
    truncated: answer.truncated,
    served: {
      answerTokens: answerTokens(answer),
      promptTokens: answer.promptTokens,
      ...(logProbabilities && { logProbability: sumOrNull(answer.logProbabilities) }),
    },
  });

  return {
    answerTokens: () => refuse('learns from no answers'),
    read: (text) => prompts.read(text),
    async sample(groups, { temperature, maxAnswerTokens, anyText = false, topK, topP, stop }) {
      const sampling = {
        temperature,
        maxTokens: maxAnswerTokens,
        answerLimit,
        logProbabilities,
        ...(topK !== undefined && { topK }),
        ...(topP !== undefined && { topP }),
        ...(stop && { stop }),
      };
      // Where one question comes to nothing, all are asked again: the others need not be answered.
      const abort = new AbortController();
      const answersTo = async ({ prompt, seeds }: (typeof groups)[number]): Promise<readonly Completion[]> => {
        const asked = prompts.of(prompt.image, prompt.text, anyText);
        const taken = seeds.map((seed) => seed & mostSeed);
        const answers = await onServer(() => client.answers(asked.question, sampling, taken, abort.signal));
        for (const answer of answers) assertSameTokens(answer, asked);
        return answers.map(completion);
      };
      try {
        return await Promise.all(groups.map(answersTo));
      } catch (error) {
        abort.abort(error);
        throw error;
      }
    },
    logProbabilities: async () => refuse('gives no log-probabilities of what it did not write'),
    update: async () => refuse('cannot be trained'),
    snapshot: () => Promise.resolve(snapshot),
    async restore(asked) {
      if (snapshotDigest(asked) !== digest)
        throw new PolicyError(
          'BadPolicyFile',
          `The snapshot is none of the policy ${config.model} on an OpenAI server.`,
        );
    },
    setReference: () => Promise.resolve(),
    rounding: () => Promise.resolve(digest),
    digest: () => Promise.resolve(digest),
    close: () => Promise.resolve(client.close()),
    interrupt: () => client.close(),
  };
}

const sumOrNull = (values: readonly number[] | null): number | null =>
  values && values.reduce((sum, value) => sum + value, 0);

function refuse(what: string): never {
  throw new PolicyError('PolicyServerRefused', `A policy on an OpenAI server ${what}.`);
}

import { readSnapshot, readWeights, stateDigest, writeSnapshot } from './checkpoint.ts';
import type { PolicyConfig } from './config.ts';
import type { Device } from './device.ts';
import { createEngine } from './engine.ts';
import type { Engine, EngineTrainingGroup } from './engine.ts';
import { PolicyError } from './errors.ts';
import type { Policy, TrainingGroup } from './port.ts';
import { roundingOf } from './rounding.ts';
import { answerTokensOf, loadTokenizer, readAnyText } from './tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface EnginePolicySettings {
  readonly config: PolicyConfig;
  /** The text of a tokenizer.json. */
  readonly tokenizerJson: string;
  /** Threads of onnxruntime. Fixed by the spec: rollouts may differ in their last bits with another count. */
  readonly threads: number;
  /** The CPU where left out. */
  readonly device?: Device;
}

/** The `Policy` port on this thread, its weights those of seed 0. See `createOnnxPolicy` for a thread of its own. */
export async function createEnginePolicy({
  config,
  tokenizerJson,
  ...engineSettings
}: EnginePolicySettings): Promise<Policy> {
  const tokenizer = loadTokenizer(tokenizerJson);
  const engine = await createEngine(config, engineSettings);
  return { ...enginePolicy(config, engine, tokenizer), rounding: () => roundingOf(config, engineSettings) };
}

/** Texts to token ids and back, files to flat vectors and back: all that the port has and the engine does not. */
function enginePolicy(config: PolicyConfig, engine: Engine, tokenizer: Tokenizer): Omit<Policy, 'rounding'> {
  const places = engine.parameterTable;
  const singleToken = (text: string): number => {
    const [token, ...more] = tokenizer.encode(text);
    if (token !== undefined && more.length === 0) return token;
    throw new PolicyError('BadText', `stop must hold texts of one token each (got ${JSON.stringify(text)}).`);
  };
  const read: Policy['read'] = (text) => readAnyText(tokenizer, config.maxPromptTokens, text);
  const prompt = (text: string, anyText = false): readonly number[] =>
    anyText ? read(text).tokens : tokenizer.encode(text);
  const encoded = ({ image, rows, anyText, patches }: TrainingGroup): EngineTrainingGroup => ({
    image,
    rows: rows.map(({ question, ...row }) => ({ ...row, prompt: prompt(question, anyText) })),
    ...(patches && { patches: patches.map((visible) => visible.flatMap((text) => tokenizer.encode(text))) }),
  });

  return {
    answerTokens: answerTokensOf(tokenizer),
    read,
    async sample(groups, { stop = [], anyText, ...options }) {
      const stopTokens = [config.endToken, ...stop.map(singleToken)];
      const questions = groups.map(({ prompt: { image, text }, seeds }) => ({
        image,
        prompt: prompt(text, anyText),
        seeds,
      }));
      const answers = await engine.sample(questions, { ...options, stopTokens });
      return answers.map((group) => group.map((answer) => ({ ...answer, text: tokenizer.decode(answer.tokens) })));
    },
    logProbabilities: async (groups, by) => engine.logProbabilities(groups.map(encoded), by),
    update: async (groups, objective) => engine.update(groups.map(encoded), objective),
    snapshot: async () => writeSnapshot(places, engine),
    async restore(saved) {
      const state = readSnapshot(places, saved);
      engine.parameters.set(state.parameters);
      engine.firstMoment.set(state.firstMoment);
      engine.secondMoment.set(state.secondMoment);
      engine.updates = state.updates;
    },
    setReference: async (weights) => engine.setReference(readWeights(places, weights)),
    digest: async () => stateDigest(places, engine),
    close: () => engine.release(),
  };
}

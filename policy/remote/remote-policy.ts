import { optimiserSteps } from '../model/update.ts';
import type { Objective } from '../objectives.ts';
import type { Completion, Policy, TrainingGroup, UpdateMetrics } from '../port.ts';
import { PolicyError } from '../errors.ts';
import { TinkerClient, type TinkerClientSettings } from '../tinker/client.ts';
import type { SampledModel } from '../tinker/messages.ts';
import { encodeForwardBackward } from '../tinker/protobuf.ts';
import { lessonData, sharesOf, type LessonRow } from './lesson-data.ts';
import { lessonMetrics, meanMetrics } from './lesson-metrics.ts';
import { joined, promptsOf, type ReadPrompt } from './prompts.ts';
import type { RemoteConfig } from './remote-config.ts';
import { adamOf, lossOf } from './remote-loss.ts';
import { after, freshState, snapshotFiles, stateDigest, stateOf, weightsOf, type RemoteState } from './remote-state.ts';
import { onServer } from './server-errors.ts';
import { ServerModel } from './server-model.ts';
import { toldNumbers } from './told-numbers.ts';
import { textTokens } from '../text-tokens.ts';

/** Servers take seeds of 31 bits. */
const mostSeed = 0x7fff_ffff;

export interface RemotePolicySettings extends Pick<TinkerClientSettings, 'server' | 'patience' | 'signal'> {
  readonly config: RemoteConfig;
  /** The text of the model's tokenizer.json. */
  readonly tokenizerJson: string;
}

/**
 * The policy on a server of the Tinker protocol, a session of its own there. Snapshots name what the server keeps; the digest is over all
 * that made the weights, what the server answered included. Answers are a function of their seeds as far as the server is exact. Fails with
 * `PolicyServerLost` where the server has the model no more: another policy, from a snapshot, takes its place.
 */
export async function createRemotePolicy({ config, tokenizerJson, ...reach }: RemotePolicySettings): Promise<Policy> {
  const tokenizer = textTokens(tokenizerJson, config.endToken);
  const prompts = promptsOf(config, tokenizer);
  const client = await onServer(() => TinkerClient.open({ ...reach, tags: ['rewardmap'] }));
  let state: RemoteState = freshState(config);
  let model: ServerModel | undefined;
  let reference: SampledModel | undefined;

  const held = async (): Promise<ServerModel> =>
    (model ??= await ServerModel.make(client, config, { ...state, path: null }));

  async function logProbabilitiesUnder(
    from: SampledModel,
    prompt: ReadPrompt,
    tokens: readonly number[],
  ): Promise<readonly number[]> {
    if (tokens.length === 0) return [];
    const whole = joined([...prompt.chunks, { type: 'encoded_text', tokens }]);
    const told = await onServer(() => client.logProbabilities(from, whole));
    return toldNumbers(told.slice(-tokens.length), tokens.length, 'tokens of an answer');
  }

  const promptOf = ({ image, anyText = false }: TrainingGroup, question: string): Promise<ReadPrompt> =>
    prompts.of(image, question, anyText);

  async function lessonRows(groups: readonly TrainingGroup[]): Promise<readonly LessonRow[]> {
    const rows = groups.flatMap((group) => group.rows.map((row) => ({ group, row })));
    return Promise.all(
      rows
        .filter(({ row }) => row.tokens.length > 0)
        .map(async ({ group, row }) => ({ ...row, prompt: await promptOf(group, row.question) })),
    );
  }

  function referenceModel(): SampledModel {
    if (!reference) throw new Error('a KL term needs reference weights: call setReference first');
    return reference;
  }

  async function optimiserStep(groups: readonly TrainingGroup[], objective: Objective) {
    const rows = await lessonRows(groups);
    if (rows.length === 0) throw new Error(`objective ${objective.kind} needs answers to learn from (got none)`);
    const shares = sharesOf(rows, objective);
    const data = lessonData(config, rows, shares, objective);
    const loss = lossOf(config, objective);
    const adam = adamOf(objective);
    const { outputs, metrics: served } = await (await held()).step(data, loss, adam);
    const found = rows.map(({ tokens }, row) =>
      toldNumbers((outputs[row]?.['logprobs'] ?? []).slice(-tokens.length), tokens.length, 'tokens to learn'),
    );
    const metrics = lessonMetrics(rows, shares, found, objective, { loss: loss.name, served });
    assertFinite(metrics, state.updates + 1);
    const sent = encodeForwardBackward({ modelId: '', seqId: 0, data, loss, forwardOnly: false });
    const told = Buffer.from(JSON.stringify([adam, served]));
    return { metrics, trace: [sent, new Uint8Array(Float32Array.from(found.flat()).buffer), told] };
  }

  return {
    needsReference: true,
    answerTokens: (text) => [...tokenizer.encode(text), tokenizer.endToken],
    read: (text) => prompts.read(text),
    async sample(groups, { temperature, maxAnswerTokens, anyText = false, topK, topP, stop = [] }) {
      const path = (await held()).sampler;
      const ends = [tokenizer.endToken, ...stop.map((text) => tokenizer.single(text))];
      const answer = async (prompt: ReadPrompt, seed: number): Promise<Completion> => {
        const params = {
          maxTokens: maxAnswerTokens,
          seed: seed & mostSeed,
          temperature,
          stop: ends,
          ...(topK && { topK }),
          ...(topP && { topP }),
        };
        const { sequences } = await onServer(() => client.sample({ path }, prompt.chunks, params));
        const [sequence] = sequences;
        if (!sequence)
          throw new PolicyError('PolicyServerRefused', 'The Tinker server was asked for an answer and gave none.');
        const { tokens, logProbabilities = [], stopReason } = sequence;
        return {
          text: tokenizer.decode(tokens),
          tokens,
          logProbabilities: toldNumbers(logProbabilities, tokens.length, 'sampled tokens'),
          truncated: stopReason === 'length',
        };
      };
      return Promise.all(
        groups.map(async ({ prompt: { image, text }, seeds }) => {
          const prompt = await prompts.of(image, text, anyText);
          return Promise.all(seeds.map((seed) => answer(prompt, seed)));
        }),
      );
    },
    async logProbabilities(groups, by = 'policy') {
      const from = by === 'reference' ? referenceModel() : { path: (await held()).sampler };
      return Promise.all(
        groups.map((group) =>
          Promise.all(
            group.rows.map(async ({ question, tokens }) =>
              logProbabilitiesUnder(from, await promptOf(group, question), tokens),
            ),
          ),
        ),
      );
    },
    async update(groups, objective) {
      const on = await held();
      const metrics: UpdateMetrics[] = [];
      const traces: Uint8Array[] = [];
      for (const part of optimiserSteps(groups, objective)) {
        const step = await optimiserStep(part, objective);
        metrics.push(step.metrics);
        traces.push(...step.trace);
      }
      const next = after(state, ...traces);
      await on.updated(next);
      state = next;
      return meanMetrics(metrics);
    },
    snapshot: async () => snapshotFiles(await (await held()).keep(state)),
    async restore(snapshot) {
      const wanted = stateOf(snapshot);
      if (model && stateDigest(model.mark) === stateDigest(wanted)) model.rewind();
      else {
        const left = model;
        model = undefined;
        await left?.leave();
        model = await ServerModel.make(client, config, wanted);
      }
      state = wanted;
    },
    async setReference(weights) {
      const { path } = weightsOf(weights);
      if (path !== null)
        throw new PolicyError(
          'PolicyServerRefused',
          'On a Tinker server the reference of the KL term is the base model alone.',
        );
      reference = { baseModel: config.baseModel };
    },
    // Its rounding shows in its answers, which are part of each version's digest.
    rounding: async () => stateDigest(freshState(config)),
    digest: async () => stateDigest(state),
    async close() {
      await model?.leave();
      client.close();
    },
    interrupt: () => client.close(),
  };
}

function assertFinite(metrics: UpdateMetrics, update: number): void {
  for (const [name, value] of Object.entries(metrics))
    if (!Number.isFinite(value)) throw new PolicyError('NonFiniteGradient', `${name} of update ${update} is ${value}.`);
}

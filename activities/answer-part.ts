import type { SampleRequest, ServedAnswer } from '../policy/port.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { seedFor } from '../transit/seed.ts';
import { BadPicture } from '../transit/pictures/picture-file.ts';
import { Divergence } from './diverged.ts';
import { partRecord, type AskedQuestion, type EvaluationMaterial, type Prediction } from './evaluation.ts';
import { stopIfCancelled } from './heartbeat.ts';
import type { HeldPolicies } from './held-policies.ts';
import { shownPictures } from './shown-pictures.ts';
import { spanned } from './spanned.ts';
import { intact } from '../store/errors.ts';

export interface AnswerPartInput {
  readonly material: ObjectRef;
  readonly part: number;
}

export interface AnswerPartResult {
  /** Questions asked now; 0 where the answers were kept already. */
  readonly asked: number;
}

/** The answers of a part that an earlier attempt, or an earlier run, kept; undefined where there are none that are whole. */
export async function keptAnswers(store: ObjectStore, record: string): Promise<readonly Prediction[] | undefined> {
  const ref = await intact(store.readRecord<ObjectRef>(record));
  const answers = ref && (await intact(store.get(ref)));
  return answers && (JSON.parse(answers.toString('utf8')) as readonly Prediction[]);
}

const toldBy = ({ promptTokens, logProbability }: ServedAnswer) => ({
  prompt_tokens: promptTokens,
  ...(logProbability !== undefined && { log_probability: logProbability }),
});

/**
 * Asks a policy the questions of one part and keeps its answers under the part's name. The randomness of an answer is of (seed, question),
 * so a retry, or another size of parts, gives the same. Throws `Divergence` where the policy that was made again is not the one asked for.
 */
export function answerPartActivity(store: ObjectStore, held: HeldPolicies) {
  async function requestsFor(
    questions: readonly AskedQuestion[],
    { size, sampling, blankImages }: EvaluationMaterial,
  ): Promise<readonly SampleRequest[]> {
    const shown = shownPictures(size, blankImages);
    const seen = new Map<string, Promise<Uint8Array>>();
    async function imageOf({ id, picture }: AskedQuestion): Promise<Uint8Array> {
      if (picture === null) return shown.none;
      const image = seen.get(picture.sha256) ?? shown.of(() => store.get(picture));
      seen.set(picture.sha256, image);
      return image.catch((error: Error) => {
        throw error instanceof BadPicture ? new BadPicture(`row ${id}: the picture ${error.message}`) : error;
      });
    }
    const requests: SampleRequest[] = [];
    for (const question of questions) {
      stopIfCancelled();
      const { id, text } = question;
      const prompt = { image: await imageOf(question), text };
      requests.push({ prompt, seeds: [seedFor(sampling.seed, 'evaluation', id)] });
    }
    return requests;
  }

  return async function answerPart(input: AnswerPartInput): Promise<AnswerPartResult> {
    const material = await store.getJson<EvaluationMaterial>(input.material);
    const { name, run, version, sampling, parts } = material;
    const { first, count, questions: ref } = parts[input.part]!;
    const record = partRecord(name, first, count);
    if (await keptAnswers(store, record)) return { asked: 0 };

    const questions = await store.getJson<readonly AskedQuestion[]>(ref);
    const requests = await requestsFor(questions, material);
    const predictions = await held.use(run, version, async ({ policy }) => {
      const digest = await policy.digest();
      if (digest !== version.digest)
        throw new Divergence(`version ${version.step} of run ${run.name} became ${digest}, asked is ${version.digest}`);
      const { temperature, maxAnswerTokens } = sampling;
      const answers = await spanned('sample', () =>
        policy.sample(requests, { temperature, maxAnswerTokens, anyText: true }),
      );
      return questions.map(({ id, text }, index): Prediction => {
        const { text: prediction, tokens, truncated, served } = answers[index]![0]!;
        const { unknown, cut } = policy.read(text);
        const token_count = served?.answerTokens ?? tokens.length;
        return { id, prediction, token_count, truncated, unknown, cut, ...(served && toldBy(served)) };
      });
    });
    // In place of what was there, which may name answers that are gone.
    await store.publishRecord(record, await store.putJson(predictions));
    return { asked: count };
  };
}

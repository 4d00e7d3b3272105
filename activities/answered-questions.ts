import type { ObjectStore } from '../store/objects.ts';
import type { AnsweredPart, Batch, PosedQuestion, Rollout, SampledAnswer } from './data.ts';

/** A held-out question and its one answer; undefined where the rollout has none. */
export interface AnsweredQuestion {
  readonly posed: PosedQuestion;
  readonly answer: SampledAnswer | undefined;
}

/** The questions of an evaluation with their answers, part by part, in the order in which they were asked. */
export async function answeredQuestions(
  store: ObjectStore,
  parts: readonly AnsweredPart[],
): Promise<readonly AnsweredQuestion[]> {
  const each = parts.map(async ({ batch, rollout }) => {
    const [{ groups }, answers] = await Promise.all([store.getJson<Batch>(batch), store.getJson<Rollout>(rollout)]);
    return groups.map((posed, index): AnsweredQuestion => ({ posed, answer: answers.groups[index]?.[0] }));
  });
  return (await Promise.all(each)).flat();
}

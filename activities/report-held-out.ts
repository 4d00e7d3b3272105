import type { HeldOutCard } from '../report/types.ts';
import { scoreAnswer } from '../reward/reward.ts';
import type { Reward } from '../reward/score.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { generated } from '../transit/random-network.ts';
import { answeredQuestions } from './answered-questions.ts';
import type { AnsweredPart, Evaluation, PosedQuestion, SampledAnswer } from './data.ts';
import type { LeftOut } from './left-out.ts';
import { judging, type JudgingSpec } from './reward-spec.ts';
import { shownAnswer, shownQuestion } from './shown-question.ts';

interface Answered {
  readonly posed: PosedQuestion;
  readonly answer: SampledAnswer;
  readonly reward: Reward;
}

interface AnsweredTwice {
  readonly number: number;
  readonly before: Answered;
  readonly after: Answered;
}

/** Of each kind, of generated maps and of cities, of those right before or not and after or not. */
const shownOfEach = 2;

async function answered(store: ObjectStore, ref: ObjectRef, spec: JudgingSpec): Promise<Answered[]> {
  const parts = await store.getJson<readonly AnsweredPart[]>(ref);
  return (await answeredQuestions(store, parts)).flatMap(({ posed, answer }): readonly Answered[] => {
    if (!answer) return [];
    return [{ posed, answer, reward: scoreAnswer(answer.text, posed.question, posed.stations, judging(spec)) }];
  });
}

/** The first few of each kind and outcome, of generated maps and of cities, so that what was learnt, what was lost and what was never known are all shown. */
function sampled(pairs: readonly AnsweredTwice[]): readonly AnsweredTwice[] {
  const seen = new Map<string, number>();
  return pairs.filter(({ before, after }) => {
    const { kind, country } = before.posed.question;
    const name = [kind, country === generated, before.reward.accuracy, after.reward.accuracy].join();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count <= shownOfEach;
  });
}

/**
 * Some held-out questions with the answers before and after training; none where the records do not name them. What is lost or damaged
 * is left out, and told.
 */
export async function reportHeldOut(
  store: ObjectStore,
  before: Evaluation | undefined,
  after: Evaluation | undefined,
  spec: JudgingSpec,
  leftOut: LeftOut,
): Promise<readonly HeldOutCard[]> {
  if (!before?.answered || !after?.answered) return [];
  const [earlier, later] = await Promise.all(
    [before, after].map(({ answered: ref, step }) => leftOut.orElse(step, answered(store, ref!, spec), [])),
  );
  const laterById = new Map(later!.map((each) => [each.posed.question.id, each]));
  const pairs = earlier!.flatMap((each, number): readonly AnsweredTwice[] => {
    const then = laterById.get(each.posed.question.id);
    return then ? [{ number, before: each, after: then }] : [];
  });
  const shown = sampled(pairs).map(
    async ({ number, before: first, after: second }): Promise<readonly HeldOutCard[]> => {
      const question = await leftOut.orElse(after.step, shownQuestion(store, first.posed, spec), undefined);
      if (!question) return [];
      const [answer, then] = [first, second].map(({ answer, posed, reward }) =>
        shownAnswer({ ...answer, reward }, posed, spec),
      );
      return [{ number, ...question, before: answer!, after: then! }];
    },
  );
  return (await Promise.all(shown)).flat();
}

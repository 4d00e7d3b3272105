import type { PlacedNetwork } from './network.ts';
import { questionOf } from './question-of.ts';
import type { Question, QuestionKind } from './question.ts';
import type { SeedName } from './seed.ts';

/** Draws of one question before its kind is taken to have no other about the network. */
const mostDraws = 20;

/**
 * So many questions about one network, kinds in turn, no two of a kind with the same text: a pure function of its arguments. A double is
 * drawn again; a kind that gives only doubles leaves the turn to the others. Fewer questions where no kind is left.
 */
export function distinctQuestions(
  network: PlacedNetwork,
  kinds: readonly QuestionKind[],
  count: number,
  name: SeedName,
): readonly Question[] {
  const asked = new Map<string, Question>();
  let turn = kinds;
  while (asked.size < count) {
    const [kind, ...others] = turn;
    if (kind === undefined) break;
    const question = drawnNew(network, kind, [...name, asked.size], asked);
    if (question) asked.set(keyOf(question), question);
    turn = question ? [...others, kind] : others;
  }
  return [...asked.values()];
}

const keyOf = ({ kind, question }: Question): string => JSON.stringify([kind, question]);

/** The first draw that was not asked yet; undefined where none of them is new. */
function drawnNew(
  network: PlacedNetwork,
  kind: QuestionKind,
  name: SeedName,
  asked: ReadonlyMap<string, Question>,
): Question | undefined {
  for (let draw = 0; draw < mostDraws; draw++) {
    const question = questionOf(kind, network, draw === 0 ? name : [...name, draw]);
    if (!asked.has(keyOf(question))) return question;
  }
  return undefined;
}

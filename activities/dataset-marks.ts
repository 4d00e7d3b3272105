import { difficulties, questionKinds, type Difficulty, type QuestionKind } from '../transit/question.ts';

/**
 * What a stage must know of each record of a dataset to choose by it: one byte, its kind and difficulty and what stands against it.
 * A million records are a megabyte.
 */
export type DatasetMarks = Uint8Array;

/** What may stand against a record, for a policy of a closed language. */
export interface Strangeness {
  /** The question has a word that the policy does not know, or is longer than it reads. */
  readonly question: boolean;
  /** There is no right answer, or none that the policy could write. */
  readonly solution: boolean;
}

const strangeQuestion = 0x40;
const strangeSolution = 0x80;
const label = 0x3f;

const labelOf = (kind: QuestionKind, difficulty: Difficulty): number =>
  questionKinds.indexOf(kind) * difficulties.length + difficulties.indexOf(difficulty);

export const markOf = (kind: QuestionKind, difficulty: Difficulty, strange: Strangeness): number =>
  labelOf(kind, difficulty) | (strange.question ? strangeQuestion : 0) | (strange.solution ? strangeSolution : 0);

/** Which records are meant. */
export interface Wanted {
  readonly kinds: readonly QuestionKind[];
  readonly difficulties: readonly Difficulty[];
  /** Strangeness that keeps a record out. */
  readonly without: Partial<Strangeness>;
}

/** The numbers of the records that are meant, in the order in which they are stored. */
export function recordsMarked(marks: DatasetMarks, { kinds, difficulties, without }: Wanted): readonly number[] {
  const labels = new Set(kinds.flatMap((kind) => difficulties.map((difficulty) => labelOf(kind, difficulty))));
  const against = (without.question ? strangeQuestion : 0) | (without.solution ? strangeSolution : 0);
  const numbers: number[] = [];
  for (const [number, mark] of marks.entries()) {
    if (labels.has(mark & label) && (mark & against) === 0) numbers.push(number);
  }
  return numbers;
}

export const denseTypes = ['TorF1', 'TorF2', 'Counting1', 'Counting2', 'Counting3'] as const;
export type DenseType = (typeof denseTypes)[number];

/** The six labels of the benchmark. */
export const questionTypes = [...denseTypes, 'planning'] as const;
export type QuestionType = (typeof questionTypes)[number];

/** Planning in its short and its long form. */
export const planKinds = ['planning_short', 'planning_long'] as const;

/** The seven kinds of question: the labels of the benchmark, planning in both forms. */
export const questionKinds = [...denseTypes, ...planKinds] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** Whether a kind of question, or the label of one, is a plan's. */
export const isPlan = (kind: string): kind is (typeof planKinds)[number] => planKinds.some((plan) => plan === kind);

export const difficulties = ['easy', 'middle', 'hard'] as const;
export type Difficulty = (typeof difficulties)[number];

/** What the benchmark says of a city. */
export interface CityLabels {
  readonly country: string;
  readonly city: string;
  readonly difficulty_city: Difficulty;
  readonly city_line_count: number;
  readonly city_transfer_count: number;
}

/** What it says of a question besides its answer. */
export interface QuestionLabels extends CityLabels {
  readonly question: string;
  /** Transfers that the best route needs; 0 for the dense questions. */
  readonly question_transfer_count: number;
  readonly station_1: string;
  readonly station_2: string;
}

/**
 * One question over one map, with the labels that the reward reads. Field names are the benchmark's
 * (ReasonMap, ReasonMap-Plus), so that a published row and a generated one look alike.
 */
export interface Question extends QuestionLabels {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly type: QuestionType;
  /** TorF: 1 = yes, 0 = no. Counting1: index of the right option, 0 = A. Counting2/3: the number. Planning: -1. */
  readonly answer: number;
  /** One answer that is fully right, as a good pupil would write it: the target of supervised training. Empty where a dataset gives none. */
  readonly solution: string;
}

/** The seven types of question: six labels of the benchmark, planning in its short and its long form. */
export const questionKinds = [
  'TorF1',
  'TorF2',
  'Counting1',
  'Counting2',
  'Counting3',
  'planning_short',
  'planning_long',
] as const;
export type QuestionKind = (typeof questionKinds)[number];

export const difficulties = ['easy', 'middle', 'hard'] as const;
export type Difficulty = (typeof difficulties)[number];

/**
 * One question over one map, with the labels that the reward reads. Field names are the benchmark's
 * (ReasonMap, ReasonMap-Plus), so that a published row and a generated one look alike.
 */
export interface Question {
  readonly id: string;
  readonly kind: QuestionKind;
  /** The benchmark's label: the kind, but `planning` for both planning forms. */
  readonly type: 'TorF1' | 'TorF2' | 'Counting1' | 'Counting2' | 'Counting3' | 'planning';
  readonly country: string;
  readonly city: string;
  readonly question: string;
  /** TorF: 1 = yes, 0 = no. Counting1: index of the right option, 0 = A. Counting2/3: the number. Planning: -1. */
  readonly answer: number;
  /** One answer that is fully right, as a good pupil would write it: the target of supervised training. */
  readonly solution: string;
  readonly difficulty_city: Difficulty;
  readonly city_line_count: number;
  readonly city_transfer_count: number;
  /** Transfers that the best route needs; 0 for the dense questions. */
  readonly question_transfer_count: number;
  readonly station_1: string;
  readonly station_2: string;
}

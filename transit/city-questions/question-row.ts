import type { CityLabels, DenseType, Difficulty, QuestionLabels } from '../question.ts';

/** What a row says of its city. Fields are the benchmark's. */
export interface CityFields extends CityLabels {
  /** Path of the map's picture. */
  readonly figure: string;
  /** Path of the station list. */
  readonly json: string;
}

interface QuestionFields extends CityFields, QuestionLabels {
  readonly difficulty_question: Difficulty;
}

/** A row of ReasonMap-Plus. */
export interface DenseRow extends QuestionFields {
  readonly type: DenseType;
  /** TorF: 1 = yes, 0 = no. Counting1: index of the right option, 0 = A. Counting2/3: the number. */
  readonly answer: number;
}

/** One section of a reference route, as ReasonMap writes it. */
export interface RouteSection {
  readonly route_name: string;
  readonly departure_stop: string;
  readonly arrival_stop: string;
  readonly num_via_stops: number;
  readonly via_stops: readonly string[];
}

/** A row of ReasonMap, with the fields that ReasonMap-Train has besides: `type`, `answer`, and the short form as `question`. */
export interface PlanningRow extends QuestionFields {
  readonly type: 'planning';
  readonly answer: -1;
  readonly question_short: string;
  readonly question_long: string;
  /** `route_1`, `route_2`, ...: the shortest routes. */
  readonly routes: Readonly<Record<string, readonly RouteSection[]>>;
}

export type QuestionRow = DenseRow | PlanningRow;

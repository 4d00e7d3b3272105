/** The labels of a question that the reward reads; a `Question` has them all. */
export interface RewardLabels {
  readonly type: string;
  /** Read by the corrected treatment of branches alone. */
  readonly city?: string;
  readonly difficulty_city: string;
  readonly question_transfer_count: number;
  readonly station_1: string;
  readonly station_2: string;
  readonly answer: number;
}

export type Family = 'short' | 'route';

/** How answers to a type of question are read; undefined for a type of neither kind. */
export function familyOf(type: string): Family | undefined {
  if (type.includes('TorF') || type.includes('Counting')) return 'short';
  return type.includes('planning') ? 'route' : undefined;
}

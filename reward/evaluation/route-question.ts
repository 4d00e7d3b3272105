/** One section of a reference route, as the benchmark writes it: names as a map service gives them. */
export interface ReferenceSection {
  readonly route_name: string;
  readonly departure_stop: string;
  readonly arrival_stop: string;
  readonly num_via_stops: number | string;
  readonly via_stops: readonly string[];
}

/** The fields of a ReasonMap row that its scores read. */
export interface RouteQuestion {
  readonly country: string;
  readonly city: string;
  readonly station_1: string;
  readonly station_2: string;
  /** Asks for the number of via stops, or else for a list of them: its wording tells. */
  readonly question_long: string;
  /** Reference routes by name, in order. */
  readonly routes: Readonly<Record<string, readonly ReferenceSection[]>>;
}

/** What the long question asks about via stops. */
export type ViaForm = 'number' | 'list';

export function viaFormOf({ question_long: question }: RouteQuestion): ViaForm {
  return question.includes('Number of Via Stops:') ? 'number' : 'list';
}

import { ByteWriter } from 'hyparquet-writer';

import { writePublished, type PublishedFile, type RowFields } from './published-file.ts';

/** A file of published rows in memory. For tests and benches, as all of this file. */
export function madeParquet(file: PublishedFile<Iterable<RowFields>>): Buffer {
  const writer = new ByteWriter();
  // Rows that are given at once are written at once.
  void writePublished(writer, file);
  return Buffer.from(writer.getBytes());
}

/** A row of ReasonMap-Plus as it is published; `n` decides what differs. */
export function madeRow(n: number, figure: unknown, changes: RowFields = {}): RowFields {
  return {
    country: 'nowhere',
    city: `city ${n % 3}`,
    type: 'Counting2',
    difficulty_city: (['easy', 'middle', 'hard'] as const)[n % 3],
    difficulty_question: 'easy',
    station_1: `Station ${n}`,
    station_2: '',
    json: null,
    city_line_count: 4n,
    city_transfer_count: 5n,
    question_transfer_count: 0n,
    question: `How many lines stop at Station ${n}?`,
    answer: BigInt(n % 4),
    figure,
    ...changes,
  };
}

/** A row of ReasonMap as it is published: both forms of a plan, the station list in the row. */
export function madePlan(n: number, figure: unknown, changes: RowFields = {}): RowFields {
  const [from, to] = [`Station ${n}`, `Station ${n + 1}`];
  const section = { route_name: 'Line 1', departure_stop: from, arrival_stop: to, num_via_stops: 0, via_stops: [] };
  return {
    ...madeRow(n, figure),
    type: null,
    station_2: to,
    json: JSON.stringify({ 'Line 1': [`${from} (Transfer Station)`, to], 'Line 2': ['Elsewhere', from] }),
    question_short: `How do I get from ${from} to ${to}?`,
    question_long: `How do I get from ${from} to ${to}? Name the via stops.`,
    routes: JSON.stringify({ route_1: [section] }),
    ...changes,
  };
}

import { mapPicture } from '../draw-map.ts';
import { stationList, type Network } from '../network.ts';
import { questionSet, type PosedQuestion } from '../question-set.ts';
import { difficulties, questionKinds } from '../question.ts';
import { bestRoute, type Section } from '../routes.ts';
import type { StyleName } from '../styles.ts';
import type { RowFields } from './published-file.ts';

export interface DrawnDataset {
  readonly questions: number;
  readonly seed: number;
  readonly style: StyleName;
}

/** Questions that are made at once: whole turns of the kinds. */
const atOnce = 36 * questionKinds.length;

/**
 * Rows of ReasonMap-Train over maps drawn here, one map a question, kinds and difficulties by turns: a pure function of what is
 * asked for. Beside the published fields each has its right answer in full, so that a run learns from it as from a generated question.
 */
export async function* drawnRows({ questions, seed, style }: DrawnDataset): AsyncGenerator<RowFields> {
  for (let first = 0; first < questions; first += atOnce) {
    const count = Math.min(atOnce, questions - first);
    const name = [seed, first];
    const set = questionSet({ split: 'drawn-dataset', name, kinds: questionKinds, count, difficulties });
    for (const posed of set) yield rowOf(posed, await mapPicture(posed.network, style));
  }
}

function rowOf({ question, network }: PosedQuestion, bytes: Uint8Array): RowFields {
  const {
    id: _,
    kind: __,
    answer,
    city_line_count,
    city_transfer_count,
    question_transfer_count,
    ...fields
  } = question;
  const isPlan = question.type === 'planning';
  return {
    ...fields,
    figure: { bytes, path: `${question.country}/${question.city}.png` },
    json: JSON.stringify(stationList(network)),
    difficulty_question: null,
    city_line_count: BigInt(city_line_count),
    city_transfer_count: BigInt(city_transfer_count),
    question_transfer_count: BigInt(question_transfer_count),
    answer: BigInt(answer),
    routes: isPlan ? JSON.stringify({ route_1: routeOf(network, question.station_1, question.station_2) }) : null,
  };
}

/** The best route in the form of the published reference routes. */
function routeOf(network: Network, from: string, to: string): readonly RowFields[] {
  return bestRoute(network, from, to)!.sections.map((section) => {
    const via = viaStops(network, section);
    return {
      route_name: section.line,
      departure_stop: section.from,
      arrival_stop: section.to,
      via_stops: via,
      num_via_stops: via.length,
    };
  });
}

function viaStops({ lines }: Network, { line, from, to }: Section): readonly string[] {
  const { stations } = lines.find(({ name }) => name === line)!;
  const [start, end] = [stations.indexOf(from), stations.indexOf(to)];
  return start < end ? stations.slice(start + 1, end) : stations.slice(end + 1, start).toReversed();
}

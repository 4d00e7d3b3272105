import type { ObjectStore } from '../store/objects.ts';
import { mapPicture, paintMap } from '../transit/draw-map.ts';
import { stationPlaces } from '../transit/map-plan.ts';
import { stationList } from '../transit/network.ts';
import type { PosedQuestion as QuestionOnNetwork } from '../transit/question-set.ts';
import type { StyleName } from '../transit/styles.ts';
import type { Batch } from './data.ts';

/**
 * Draws the maps of questions, each once, keeps the pictures together as one object, and gives the batch that activities after this one
 * read.
 */
export async function pose(
  store: ObjectStore,
  questions: readonly QuestionOnNetwork[],
  style: StyleName,
  painted = paintMap,
): Promise<Batch> {
  const networks = [...new Set(questions.map(({ network }) => network))];
  const pictures = await Promise.all(networks.map((network) => mapPicture(network, style, painted)));
  const maps = await store.putTogether(pictures, 'pictures');
  return {
    groups: questions.map(({ question, network }) => ({
      question,
      map: maps[networks.indexOf(network)]!,
      stations: stationList(network),
      places: stationPlaces(network),
    })),
  };
}

import pLimit from 'p-limit';

import type { ObjectStore } from '../store/objects.ts';
import { drawMap, png } from '../transit/draw-map.ts';
import { planMap } from '../transit/map-plan.ts';
import { stationList } from '../transit/network.ts';
import type { PosedQuestion as QuestionOnNetwork } from '../transit/question-set.ts';
import type { StyleName } from '../transit/styles.ts';
import type { Batch, PosedQuestion } from './data.ts';

const drawnAtOnce = 8;

/** Draws the maps of questions, keeps each picture once, and gives the batch that activities after this one read. */
export async function pose(
  store: ObjectStore,
  questions: readonly QuestionOnNetwork[],
  style: StyleName,
): Promise<Batch> {
  const limit = pLimit(drawnAtOnce);
  const groups = await Promise.all(
    questions.map(({ question, network }) =>
      limit(async (): Promise<PosedQuestion> => {
        const { width, height } = planMap(network, style);
        const map = await store.put(await png(drawMap(network, style), width, height), 'png');
        return { question, map, stations: stationList(network) };
      }),
    ),
  );
  return { groups };
}

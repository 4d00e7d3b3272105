import type { AskedQuestion, JudgedAnswer, MapPicture, SampledAnswer } from '../report/types.ts';
import type { RewardRules } from '../reward/rules.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { PosedQuestion, ScoredAnswer } from './data.ts';
import { drawnRoute } from './drawn-route.ts';
import { pagePicture } from './page-picture.ts';

const mediaTypes: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

async function mapPicture(store: ObjectStore, posed: PosedQuestion, rules: RewardRules): Promise<MapPicture> {
  const { question, map, places } = posed;
  const mediaType = mediaTypes[map.key.split('.').at(-1)!] ?? 'image/png';
  const picture = await pagePicture(await store.get(map), mediaType);
  if (!places) return picture;
  const { width, height, at } = places;
  const rings = [question.station_1, question.station_2].flatMap((station) => (at[station] ? [at[station]] : []));
  return { ...picture, overlay: { width, height, rings, reference: drawnRoute(question.solution, posed, rules) } };
}

/** A question as the report shows it, with its map and the route of the model answer on it. */
export async function shownQuestion(
  store: ObjectStore,
  posed: PosedQuestion,
  rules: RewardRules,
): Promise<AskedQuestion> {
  const { question, kind, difficulty_city, question_transfer_count, solution, type } = posed.question;
  return {
    map: await mapPicture(store, posed, rules),
    question,
    kind,
    difficulty: difficulty_city,
    transfers: type === 'planning' ? question_transfer_count : undefined,
    gold: solution,
  };
}

/** An answer as the report shows it: what it earned and why, and the route read from it. */
export function shownAnswer(
  { text, truncated, reward }: Pick<ScoredAnswer, 'text' | 'truncated' | 'reward'>,
  posed: PosedQuestion,
  rules: RewardRules,
): JudgedAnswer {
  const components = {
    accuracy: reward.accuracyReward,
    detail: reward.detailReward ?? 0,
    format: reward.formatReward,
    weight: reward.weight,
    ...('own' in reward && { own: reward.own }),
  };
  const { total, outcome, reasons } = reward;
  return { text, total, components, reasons, outcome, truncated, route: drawnRoute(text, posed, rules) };
}

export const shownSample = (answer: ScoredAnswer, posed: PosedQuestion, rules: RewardRules): SampledAnswer => ({
  ...shownAnswer(answer, posed, rules),
  advantage: answer.advantage,
});

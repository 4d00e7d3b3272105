import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';

export const runAttribute = defineSearchAttributeKey('RewardMapRun', SearchAttributeType.KEYWORD);
const stageAttribute = defineSearchAttributeKey('RewardMapStage', SearchAttributeType.KEYWORD);
const stepAttribute = defineSearchAttributeKey('RewardMapStep', SearchAttributeType.INT);
const rewardAttribute = defineSearchAttributeKey('RewardMapReward', SearchAttributeType.DOUBLE);

/** What the UI and `temporal workflow list` can filter by: where a run is and how well it does. */
export function stageAttributes(
  stage: string,
  step: number,
  metrics: Readonly<Record<string, number>>,
): SearchAttributePair[] {
  const reward = metrics['critic/rewards/mean'];
  return [
    { key: stageAttribute, value: stage },
    { key: stepAttribute, value: step },
    ...(reward === undefined ? [] : [{ key: rewardAttribute, value: reward }]),
  ];
}

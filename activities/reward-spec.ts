import { z } from 'zod';

import { rewardModes } from '../reward/reward.ts';
import { presetNames, type RewardRules } from '../reward/rules.ts';

const points = z.number();
const weight = z.number().min(0);
const rule = z.boolean();

const rules = z.strictObject({
  accuracyPoints: points,
  formatPoints: points,
  detailWeight: weight,
  detailCap: points,
  detailFloor: points.nullable(),
  mapWeights: z.strictObject({ easy: weight, middle: weight, hard: weight }),
  transferWeight: weight,
  acceptMedium: rule,
  plainShortAnswers: rule,
  oneSectionParser: rule,
  endArrivalAtLineEnd: rule,
  steadyNames: rule,
  branchesOnlyInBeijing: rule,
  noStopTwice: rule,
  exactSectionCount: rule,
  fineOnlySurplusSections: rule,
  directBonusOnce: rule,
  lineMustServeStops: rule,
  meetOnBothLines: rule,
}) satisfies z.ZodType<RewardRules>;

/** How answers are rewarded: a preset by name, or every rule in full (reward/rules.ts says what each does). */
export const rewardSpec = z.strictObject({
  preset: z.union([z.enum(presetNames), rules]),
  mode: z.enum(rewardModes),
});

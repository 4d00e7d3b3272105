/**
 * Everything about the reward that can be chosen: plain JSON data. Each switch names the correction that it
 * turns on; with all of them off the reward is the released code's. docs/reward.md says why each is there.
 */
export interface RewardRules {
  /** Points of a right answer. */
  readonly accuracyPoints: number;
  /** R_format of the paper: points of an answer that parses in full; 0 in the released code. */
  readonly formatPoints: number;
  /** Alpha of the paper: what a point of detail is worth. */
  readonly detailWeight: number;
  readonly detailCap: number;
  /** Detail is never below; null for no bound. */
  readonly detailFloor: number | null;

  /** W_map by the difficulty of the map. */
  readonly mapWeights: Readonly<Record<'easy' | 'middle' | 'hard', number>>;
  /** W_question of a route that needs a transfer. */
  readonly transferWeight: number;
  /** Take `medium`, the papers' word, for `middle`, the data's. */
  readonly acceptMedium: boolean;

  /** Read a short answer as a person would: unwrap `\text{}`, take the first word, letter or number of the box. */
  readonly plainShortAnswers: boolean;

  /** One parser for accuracy and detail; else detail also takes labels in any case, whose values it then cannot read. */
  readonly oneSectionParser: boolean;
  /** An arrival stop ends with its line; else all text after the label belongs to it. */
  readonly endArrivalAtLineEnd: boolean;
  /** Stop names cleaned until nothing changes; else twice for the answer, once for the references. */
  readonly steadyNames: boolean;
  /** The branches 八通 and 大兴 stand for Line 1 and Line 4 in Beijing alone; else in any city. */
  readonly branchesOnlyInBeijing: boolean;

  /** A right route calls at no stop twice, so no loop and no section from a stop to itself. */
  readonly noStopTwice: boolean;
  /** A right route has as many sections as the label says. */
  readonly exactSectionCount: boolean;

  /** A route of k transfers has k + 1 sections: only those beyond them lose points; else those beyond k. */
  readonly fineOnlySurplusSections: boolean;
  /** Without transfer: +4 once and for a section that joins the two stops; else for each section on a line that has both. */
  readonly directBonusOnce: boolean;
  /** +3 only for a line that serves both stops of its section; else for any line of the city. */
  readonly lineMustServeStops: boolean;
  /** +1 where both lines serve the stop at which their sections meet; else where the first serves its own two stops. */
  readonly meetOnBothLines: boolean;
}

export const presetNames = ['released', 'paper'] as const;
export type PresetName = (typeof presetNames)[number];

const released: RewardRules = {
  accuracyPoints: 10,
  formatPoints: 0,
  detailWeight: 0.5,
  detailCap: 10,
  detailFloor: null,
  mapWeights: { easy: 1, middle: 1.2, hard: 1.5 },
  transferWeight: 0.5,
  acceptMedium: false,
  plainShortAnswers: false,
  oneSectionParser: false,
  endArrivalAtLineEnd: false,
  steadyNames: false,
  branchesOnlyInBeijing: false,
  noStopTwice: false,
  exactSectionCount: false,
  fineOnlySurplusSections: false,
  directBonusOnce: false,
  lineMustServeStops: false,
  meetOnBothLines: false,
};

/**
 * `released`: the training reward of fscdc/RewardMap at commit 15428ac, number for number.
 * `paper`: arXiv 2510.02240 as written, with the slips of that code corrected. `exactSectionCount` stays off: a
 * route with one change more is still a route, the benchmark's test calls it right, and detail fines it already.
 */
export const rewardPresets: Readonly<Record<PresetName, RewardRules>> = {
  released,
  paper: {
    ...released,
    formatPoints: 1,
    detailFloor: -10,
    acceptMedium: true,
    plainShortAnswers: true,
    oneSectionParser: true,
    endArrivalAtLineEnd: true,
    steadyNames: true,
    branchesOnlyInBeijing: true,
    noStopTwice: true,
    fineOnlySurplusSections: true,
    directBonusOnce: true,
    lineMustServeStops: true,
    meetOnBothLines: true,
  },
};

/** The rules that a preset stands for; rules given in full stand for themselves. Throws on an unknown preset. */
export function rulesOf(preset: PresetName | RewardRules): RewardRules {
  if (typeof preset !== 'string') return preset;
  if (Object.hasOwn(rewardPresets, preset)) return rewardPresets[preset];
  throw new RangeError(`reward preset "${preset}" is unknown: allowed are ${presetNames.join(', ')}`);
}

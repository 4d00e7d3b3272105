import type { StationList } from '../transit/network.ts';
import { legsOf } from './legs.ts';
import type { Ends } from './legs.ts';
import type { Reason } from './reason.ts';
import type { RewardLabels } from './labels.ts';
import { readRoute } from './read-route.ts';
import type { Score } from './score.ts';
import { judgeRoute } from './route-accuracy.ts';
import { scoreDetail } from './route-detail.ts';
import type { RewardRules } from './rules.ts';

function accuracyReason(outcome: string, accuracy: boolean, rules: RewardRules): Reason {
  return { part: 'accuracy', points: accuracy ? rules.accuracyPoints : 0, why: outcome };
}

function formatReasons(complete: boolean, { formatPoints }: RewardRules): readonly Reason[] {
  if (formatPoints === 0) return [];
  const why = complete ? 'every piece is a section' : 'a piece is not a section with all its values';
  return [{ part: 'format', points: complete ? formatPoints : 0, why }];
}

/**
 * Scores a planning answer. The detail reward is for the type `planning` alone, as in the released code; names are
 * cleaned once when read and again when compared, which `steadyNames` makes the same as once.
 */
export function scoreRoute(answer: string, labels: RewardLabels, stations: StationList, rules: RewardRules): Score {
  const { parsed, lines, legs, namer, joinBranches } = readRoute(answer, labels, stations, rules);
  const ends: Ends = { origin: namer(labels.station_1), destination: namer(labels.station_2) };
  const transfers = labels.question_transfer_count;

  const outcome = judgeRoute(legs, ends, transfers, rules);
  const accuracy = outcome === 'right';

  const hasSame = rules.oneSectionParser || parsed.anyCaseSections.length === parsed.sections.length;
  const detailLegs = hasSame ? legs : legsOf(parsed.anyCaseSections, lines, { namer, joinBranches });
  const detail = labels.type === 'planning' ? scoreDetail(detailLegs, ends, transfers, rules) : undefined;

  const accuracyAccount = accuracyReason(outcome, accuracy, rules);
  const formatAccount = formatReasons(parsed.complete, rules);
  return {
    accuracy,
    accuracyReward: accuracyAccount.points,
    formatReward: formatAccount[0]?.points ?? 0,
    detailRaw: detail?.raw ?? null,
    detailReward: detail === undefined ? null : rules.detailWeight * detail.raw,
    extractedAnswer: null,
    sections: parsed.sections,
    outcome,
    reasons: [accuracyAccount, ...formatAccount, ...(detail?.reasons ?? [])],
  };
}

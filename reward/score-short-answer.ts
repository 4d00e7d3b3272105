import { readPlainAnswer } from './plain-answer.ts';
import type { Reason } from './reason.ts';
import type { Score } from './score.ts';
import type { RewardRules } from './rules.ts';
import { judgeShortAnswer } from './short-accuracy.ts';
import { readShortAnswer } from './short-answer.ts';
import type { ShortKind } from './short-kind.ts';

/** An answer whose box holds something that can be read has the form that was asked for. */
function formatReason(answer: string, kind: ShortKind, rules: RewardRules): Reason {
  const { text, boxed } = readPlainAnswer(answer, kind);
  const formed = boxed && text !== '';
  const why = formed ? `the box holds the ${kind}` : `no box that holds the ${kind}`;
  return { part: 'format', points: formed ? rules.formatPoints : 0, why };
}

/** Scores a yes/no or counting answer. `truth` is the label: golden README 1, field `answer`. */
export function scoreShortAnswer(answer: string, kind: ShortKind, truth: number, rules: RewardRules): Score {
  const read = rules.plainShortAnswers ? readPlainAnswer(answer, kind).text : readShortAnswer(answer);
  const outcome = judgeShortAnswer(kind, read, truth);
  const accuracy = outcome === 'right';
  const accuracyReward = accuracy ? rules.accuracyPoints : 0;
  const reasons: Reason[] = [{ part: 'accuracy', points: accuracyReward, why: `${outcome}: read "${read}"` }];
  if (rules.formatPoints !== 0) reasons.push(formatReason(answer, kind, rules));
  return {
    accuracy,
    accuracyReward,
    formatReward: reasons[1]?.points ?? 0,
    detailRaw: null,
    detailReward: null,
    extractedAnswer: read,
    sections: null,
    outcome,
    reasons,
  };
}

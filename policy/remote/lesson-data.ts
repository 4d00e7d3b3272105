import { tokenWeights } from '../model/update.ts';
import type { Objective, PolicyGradientObjective } from '../objectives.ts';
import type { TrainingRow } from '../port.ts';
import type { Datum } from '../tinker/messages.ts';
import { klEstimates } from './kl-estimates.ts';
import { joined, type ReadPrompt } from './prompts.ts';
import type { RemoteConfig } from './remote-config.ts';

/** An answer with what it answers. */
export interface LessonRow extends TrainingRow {
  readonly prompt: ReadPrompt;
}

/** What each token of an answer weighs in the objective, and the advantage that its loss is taken of. */
export interface Shares {
  readonly share: number;
  readonly advantages: readonly number[];
}

/** The advantage of a token of an answer: that of the answer, where its tokens have none of their own. */
export const advantageAt = ({ advantage }: TrainingRow, place: number): number =>
  typeof advantage === 'number' ? advantage : (advantage[place] ?? 0);

/**
 * The protocol has no KL: its gradient at the policy that sampled, where the ratio is 1, is that of an advantage less
 * coefficient x derivative. So it is taken off the advantages.
 */
function advantagesOf(row: LessonRow, kl: PolicyGradientObjective['kl']) {
  const { tokens, oldLogProbabilities, referenceLogProbabilities } = row;
  return tokens.map((_, place) => {
    const given = advantageAt(row, place);
    const under = referenceLogProbabilities?.[place];
    if (!kl || under === undefined) return given;
    return given - kl.coefficient * klEstimates[kl.estimator].slope(under - oldLogProbabilities[place]!);
  });
}

/** Of each row, in order: the objective is the sum of share x loss over all tokens. */
export function sharesOf(rows: readonly LessonRow[], objective: Objective): readonly Shares[] {
  const isPolicyGradient = objective.kind === 'policy-gradient';
  const counts = {
    tokens: rows.reduce((sum, { tokens }) => sum + tokens.length, 0),
    sequences: rows.length,
    sumNorm: isPolicyGradient ? objective.sumNorm : 1,
  };
  const weight = tokenWeights[isPolicyGradient ? objective.aggregation : 'token-mean'];
  return rows.map((row) => ({
    share: weight(row.tokens.length, counts),
    advantages: isPolicyGradient ? advantagesOf(row, objective.kl) : row.tokens.map(() => 1),
  }));
}

/**
 * What the server is sent, so that the gradient of its loss is that of the objective, whatever it makes of the losses of tokens. Of
 * cross-entropy on a server of `sequence-mean` it is the mean over answers of the means over their tokens: weights cancel out there.
 */
export function lessonData(
  config: RemoteConfig,
  rows: readonly LessonRow[],
  shares: readonly Shares[],
  objective: Objective,
): readonly Datum[] {
  const isMean = config.reduction === 'sequence-mean';
  return rows.map(({ prompt, tokens, oldLogProbabilities }, index) => {
    const { share, advantages } = shares[index]!;
    const before = prompt.tokens.length - 1;
    const padded = (values: readonly number[]): readonly number[] => [
      ...Array.from({ length: before }, () => 0),
      ...values,
    ];
    const targets = [...prompt.tokens.slice(1), ...tokens];
    const scale = isMean ? share * targets.length * rows.length : share;
    const float = (data: readonly number[]) => ({ dtype: 'float32', data }) as const;
    return {
      input: joined([...prompt.chunks, { type: 'encoded_text', tokens: tokens.slice(0, -1) }]),
      lossInputs: {
        target_tokens: { dtype: 'int64', data: targets },
        ...(objective.kind === 'sft'
          ? { weights: float(padded(tokens.map(() => (isMean ? 1 : share)))) }
          : {
              logprobs: float(padded(oldLogProbabilities)),
              advantages: float(padded(advantages.map((advantage) => advantage * scale))),
            }),
      },
    };
  });
}

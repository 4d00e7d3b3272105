import type { Objective, OptimiserSettings, PolicyGradientObjective } from '../objectives.ts';
import type { AdamSettings, Loss } from '../tinker/messages.ts';
import type { RemoteConfig } from './remote-config.ts';

type Asked = Pick<
  PolicyGradientObjective,
  'surrogate' | 'clipDual' | 'entropyCoefficient' | 'epochs' | 'miniBatches' | 'clipLow' | 'clipHigh'
> & { readonly klInLoss: boolean };

/** What of an objective the protocol has no place for, by field. */
export function unknownToProtocol(asked: Asked): readonly (readonly [field: string, problem: string])[] {
  const rules: readonly (readonly [boolean, string, string])[] = [
    [asked.surrogate in surrogates, 'surrogate', 'must be vanilla or cispo'],
    [asked.clipDual === null, 'clipDual', 'must be null'],
    [asked.entropyCoefficient === 0, 'entropyCoefficient', 'must be 0'],
    [
      !asked.klInLoss || asked.epochs * asked.miniBatches === 1,
      'kl.place',
      'must be reward, or epochs and miniBatches 1: the KL of the loss is made part of the advantages, which holds for the first step on a batch',
    ],
  ];
  return rules.flatMap(([holds, field, problem]) =>
    holds ? [] : [[field, `${problem}, on a Tinker server`] as const],
  );
}

const surrogates = {
  vanilla: (config: RemoteConfig) => config.loss,
  cispo: () => 'cispo' as const,
};

/** The server's loss for an objective, its bounds those of the ratio itself. Throws where it has none. */
export function lossOf(config: RemoteConfig, objective: Objective): Loss {
  if (objective.kind === 'sft') return { name: 'cross_entropy' };
  if (objective.kind !== 'policy-gradient') throw new Error(`objective ${objective.kind} is none of a Tinker server's`);
  const surrogate = surrogates[objective.surrogate as keyof typeof surrogates] as
    (typeof surrogates)['vanilla'] | undefined;
  if (!surrogate) throw new Error(`surrogate ${objective.surrogate} is none of a Tinker server's`);
  const name = surrogate(config);
  if (name === 'importance_sampling') return { name };
  const { clipLow, clipHigh } = objective;
  return { name, config: { clip_low_threshold: 1 - clipLow, clip_high_threshold: 1 + clipHigh } };
}

export const adamOf = (objective: OptimiserSettings): AdamSettings => ({
  learningRate: objective.learningRate,
  beta1: objective.beta1,
  beta2: objective.beta2,
  epsilon: objective.epsilon,
  weightDecay: objective.weightDecay,
  gradClipNorm: objective.maxGradNorm,
});

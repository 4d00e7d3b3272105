import type { BaseConfig } from '../policy/base-policy.ts';
import { isRemote } from '../policy/remote/remote-config.ts';
import { unknownToProtocol } from '../policy/remote/remote-loss.ts';
import type { CurriculumSpec } from './spec.ts';

/** What a spec asks that the server of a policy cannot do, a sentence for each field; nothing where the policy is embedded. */
export function unknownToServer(config: BaseConfig, { objective, rollout }: CurriculumSpec): readonly string[] {
  if (!isRemote(config)) return [];
  const asked = { ...objective, klInLoss: objective.kl?.place === 'loss' };
  const stale =
    'rollout.maxStaleness: must be 0 on a Tinker server, which is asked for answers of its newest version alone';
  return [
    ...unknownToProtocol(asked).map(([field, problem]) => `objective.${field}: ${problem}`),
    ...(rollout.maxStaleness ? [stale] : []),
  ];
}

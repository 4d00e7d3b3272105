import type { BaseConfig, BasePolicy } from '../policy/base-policy.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { Cities } from '../transit/read-cities.ts';
import { heldOutCities } from './held-out-cities.ts';
import type { Origin } from './origin.ts';
import { InvalidSpec } from './parse-spec.ts';
import { pinDatasets, type PinnedSpec } from './pin-datasets.ts';
import { importReward, readRewardModule, tryReward, type RewardModule } from './reward-module.ts';
import type { CurriculumSpec } from './spec.ts';
import { unknownToServer } from './unknown-to-server.ts';

/** What a spec names that lies in files or in the store. */
export interface RunMaterials {
  readonly base: BasePolicy;
  /** The module of a reward of one's own, tried out; undefined where the spec names none. */
  readonly ownReward: RewardModule | undefined;
  readonly cities: Cities | null;
  /** The spec with the datasets of its stages as they are now. */
  readonly pinned: PinnedSpec;
}

/** What a spec asks of a policy that its sizes do not allow. */
function answersTooLongFor({ maxAnswerTokens }: BaseConfig, spec: CurriculumSpec): readonly string[] {
  return (['rollout', 'evaluation'] as const)
    .filter((part) => spec[part].maxAnswerTokens > maxAnswerTokens)
    .map(
      (part) =>
        `${part}.maxAnswerTokens: the ${spec.from ? 'policy of from.run' : 'base policy'} writes ${maxAnswerTokens} tokens at most`,
    );
}

async function ownRewardOf(spec: CurriculumSpec, projectFolder: URL): Promise<RewardModule | undefined> {
  const { own } = spec.reward;
  if (own === null) return undefined;
  try {
    const module = await readRewardModule(own.module, projectFolder);
    tryReward(await importReward(module), spec);
    return module;
  } catch (error) {
    throw new InvalidSpec([`reward.own.module: ${(error as Error).message}`]);
  }
}

/** Reads what a spec names beside the policy it begins with. Throws {@link InvalidSpec} where it cannot be read or does not fit the spec. */
export async function runMaterials(
  store: ObjectStore,
  spec: CurriculumSpec,
  { base }: Origin,
  projectFolder: URL,
): Promise<RunMaterials> {
  const problems = [...answersTooLongFor(base.config, spec), ...unknownToServer(base.config, spec)];
  if (problems.length > 0) throw new InvalidSpec(problems);
  const cities = await heldOutCities(spec.evaluation, projectFolder);
  const ownReward = await ownRewardOf(spec, projectFolder);
  return { base, ownReward, cities, pinned: await pinDatasets(store, spec, base) };
}

import { readBasePolicy, type BasePolicy } from '../policy/base-policy.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import type { Parent } from './data.ts';
import { forkedPolicy, type UnkeptVersion } from './forked-policy.ts';
import { InvalidSpec } from './parse-spec.ts';
import { basePolicyFolder } from './spec-path.ts';
import type { CurriculumSpec } from './spec.ts';

/** The policy that a run begins with. */
export interface Origin {
  readonly base: BasePolicy;
  /** Of a fork: the version it was forked from, and the reference that the KL was held to there and is held to here. */
  readonly fork?: { readonly parent: Parent; readonly reference: ObjectRef };
}

/** Reads the policy that a spec begins with: a folder, or a version of another run. Throws {@link InvalidSpec}. */
export async function originOf(
  store: ObjectStore,
  { base, from }: CurriculumSpec,
  projectFolder: URL,
): Promise<Origin | UnkeptVersion> {
  if (from) return forkedPolicy(store, from);
  const read = await readBasePolicy(await basePolicyFolder(base ?? '', { field: 'base', projectFolder })).catch(
    (error: Error) => {
      throw new InvalidSpec([`base: ${error.message}`]);
    },
  );
  return { base: read };
}

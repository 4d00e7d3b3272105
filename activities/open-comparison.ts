import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { armDigest } from './arm-record.ts';
import { codeVersion, type CodeVersion } from './code-version.ts';
import { placed, readComparison, type ArmRun, type ComparisonSpec } from './comparison-spec.ts';
import { originOf } from './origin.ts';
import { InvalidSpec } from './parse-spec.ts';
import type { JudgingSpec } from './reward-spec.ts';
import { checkedRunName } from './run-name.ts';
import { runMaterials, type RunMaterials } from './run-materials.ts';

export interface OpenComparisonInput {
  /** Prefix of what is published: `<workflow id>/<first execution run id>`. */
  readonly name: string;
  /** What `compareArms` was started with, as yet unread. */
  readonly spec: unknown;
}

/** One run of a comparison, by the digest that its arm is kept under. */
export interface DigestedRun extends ArmRun {
  readonly digest: string;
}

/** All that the activities of one comparison share: kept as an object, found by its reference. */
export interface ComparisonMaterial {
  readonly spec: ComparisonSpec;
  readonly judging: JudgingSpec;
  readonly runs: readonly DigestedRun[];
  /** Digest of the base policy. */
  readonly base: string;
  /** That opened it; not of one that an earlier release opened. */
  readonly code?: CodeVersion;
}

/** What the workflow needs to know of a comparison. */
export interface ComparisonPlan {
  readonly title: string;
  readonly parallel: number;
  readonly material: ObjectRef;
  readonly runs: readonly { readonly arm: string; readonly seed: number; readonly digest: string }[];
}

/** Validates a comparison and every curriculum in it, files included, and names each run by its digest. */
export function openComparisonActivity(store: ObjectStore, projectFolder: URL) {
  async function materialsOf(run: ArmRun, comparison: ComparisonSpec): Promise<RunMaterials> {
    try {
      const origin = await originOf(store, run.spec, projectFolder);
      if ('version' in origin)
        throw new InvalidSpec([
          `from.step: no snapshot is kept of version ${origin.version.step}: fork it once by itself`,
        ]);
      return await runMaterials(store, run.spec, origin, projectFolder);
    } catch (error) {
      const arm = comparison.arms.find(({ name }) => name === run.arm);
      throw error instanceof InvalidSpec && arm
        ? new InvalidSpec(error.problems.map((each) => placed(each, arm, comparison)))
        : error;
    }
  }

  return async function openComparison(input: OpenComparisonInput): Promise<ComparisonPlan> {
    checkedRunName(input.name);
    const { spec, judging, runs: stated } = readComparison(input.spec);
    const runs: DigestedRun[] = [];
    let base = '';
    for (const run of stated) {
      const materials = await materialsOf(run, spec);
      base = materials.base.digest;
      runs.push({ ...run, digest: armDigest(materials) });
    }
    const material: ComparisonMaterial = { spec, judging, runs, base, code: await codeVersion() };
    return {
      title: spec.title,
      parallel: spec.parallel,
      material: await store.putJson(material),
      runs: runs.map(({ arm, seed, digest }) => ({ arm, seed, digest })),
    };
  };
}

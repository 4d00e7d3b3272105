import { cpu } from '../policy/device.ts';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

import type { RunRef } from '../activities/data.ts';
import { HeldPolicies } from '../activities/held-policies.ts';
import { lightActivities, type LightActivities } from '../activities/light-activities.ts';
import { policyActivities, type PolicyActivities } from '../activities/policy-activities.ts';
import type { RunPlan } from '../activities/open-run.ts';
import type { ScoreResult } from '../activities/score.ts';
import type { CurriculumSpec } from '../activities/spec.ts';
import type { UpdatePolicyResult } from '../activities/update-policy.ts';
import { writeBasePolicy } from '../policy/base-policy.ts';
import type { ComputesOn } from '../policy/computes-on.ts';
import type { RemoteConfig } from '../policy/remote/remote-config.ts';
import { initialSnapshot } from '../policy/checkpoint.ts';
import { presetPolicy } from '../policy/config.ts';
import { tokenizerJson } from '../policy/tokenizer.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { pieces } from '../transit/language.ts';
import { smallRun } from './small-run.ts';

/** What an activity sees of its worker. */
export const environment = (): MockActivityEnvironment =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });

/** Runs an activity by itself, as a worker would. */
export function run<Input, Output>(
  activity: (input: Input) => Promise<Output>,
  input: Input,
  within = environment(),
): Promise<Output> {
  return within.run(activity, input);
}

/** A run whose policy is so small that a step takes no time, and what its steps are made of. */
export class ActivityRig {
  readonly store: ObjectStore;
  readonly light: ReturnType<typeof lightActivities>;
  readonly #folder: string;
  readonly #computesOn: ComputesOn;
  readonly #project: URL;
  readonly #devices: HeldPolicies[] = [];

  private constructor(store: ObjectStore, folder: string, computesOn: ComputesOn) {
    this.store = store;
    this.#folder = folder;
    this.#computesOn = computesOn;
    this.#project = pathToFileURL(`${folder}/`);
    this.light = lightActivities(store, this.#project);
  }

  static async make(servers: Readonly<Record<string, string>>): Promise<ActivityRig> {
    const folder = await mkdtemp(join(tmpdir(), 'rewardmap-rig-'));
    const tokenizer = tokenizerJson(pieces);
    const config = {
      ...presetPolicy('tiny', Object.keys(tokenizer.model.vocab).length),
      width: 8,
      depth: 1,
      visionDepth: 1,
      heads: 2,
      patchHidden: 8,
      mlpHidden: 8,
    };
    await writeBasePolicy(pathToFileURL(`${folder}/base/`), {
      config,
      tokenizerJson: JSON.stringify(tokenizer),
      snapshot: initialSnapshot(config, 1),
    });
    return new ActivityRig(await openStore(storeConnection(servers)), folder, { device: cpu });
  }

  /** The same with a policy on a server of the Tinker protocol. */
  static async remote(
    servers: Readonly<Record<string, string>>,
    config: RemoteConfig,
    url: string,
  ): Promise<ActivityRig> {
    const folder = await mkdtemp(join(tmpdir(), 'rewardmap-rig-'));
    await mkdir(join(folder, 'base'));
    await writeFile(join(folder, 'base', 'config.json'), JSON.stringify(config));
    await writeFile(join(folder, 'base', 'tokenizer.json'), JSON.stringify(tokenizerJson(pieces)));
    return new ActivityRig(await openStore(storeConnection(servers)), folder, { device: cpu, server: { url } });
  }

  /** What a policy worker of its own does: nothing in memory, its own queue. */
  device(store: ObjectStore = this.store): { held: HeldPolicies; policy: ReturnType<typeof policyActivities> } {
    const held = new HeldPolicies(store, this.#computesOn, this.#project);
    this.#devices.push(held);
    return { held, policy: policyActivities(store, held, 'own-queue', this.#project) };
  }

  /** What a process of its own does over a store: all activities, nothing in memory. */
  process(store: ObjectStore): { held: HeldPolicies; activities: LightActivities & PolicyActivities } {
    const { held, policy } = this.device(store);
    return { held, activities: { ...lightActivities(store, pathToFileURL(`${this.#folder}/`)), ...policy } };
  }

  /** A spec of its runs. */
  spec(changes: Partial<CurriculumSpec> = {}): CurriculumSpec {
    return { ...smallRun, base: 'base', threads: 1, ...changes };
  }

  async open(changes: Partial<CurriculumSpec> = {}, name = `rig/${randomUUID()}`): Promise<RunPlan> {
    const plan = await run(this.light.openRun, { name, spec: this.spec(changes) });
    if ('unkept' in plan) throw new Error(`version ${plan.unkept.version.step} must be kept first`);
    return plan;
  }

  /** Questions, answers and rewards of a step. */
  async scored(
    { policy }: Pick<ReturnType<ActivityRig['device']>, 'policy'>,
    ref: RunRef,
    version: PolicyVersion,
  ): Promise<ScoreResult> {
    const at = { run: ref, stage: 'counting', step: version.step };
    const batch = await run(this.light.selectBatch, { ...at, firstStep: 0 });
    const rollout = await run(policy.rollout, { ...at, version, batch, sampling: 'train', shard: 0, shards: 1 });
    return run(this.light.score, { ...at, batch, rollouts: [rollout] });
  }

  /** A whole step of a run. */
  async step(
    device: ReturnType<ActivityRig['device']>,
    ref: RunRef,
    version: PolicyVersion,
  ): Promise<UpdatePolicyResult> {
    const { batch, metrics } = await this.scored(device, ref, version);
    return run(device.policy.updatePolicy, { run: ref, stage: 'counting', version, scored: batch, metrics });
  }

  async close(): Promise<void> {
    await Promise.all(this.#devices.map((held) => held.close()));
    await rm(this.#folder, { recursive: true });
  }
}

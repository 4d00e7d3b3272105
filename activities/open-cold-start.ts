import { initialSnapshot } from '../policy/checkpoint.ts';
import { presetPolicy } from '../policy/config.ts';
import { tokenizerJson } from '../policy/tokenizer.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { PolicyVersion } from '../store/run-records.ts';
import { pieces } from '../transit/language.ts';
import { codeVersion } from './code-version.ts';
import type { RunManifest, RunRef } from './data.ts';
import { heldOutCities } from './held-out-cities.ts';
import { keepSnapshot } from './keep-snapshot.ts';
import type { OpenRunInput, PlannedStage } from './open-run.ts';
import { parseSpec } from './parse-spec.ts';
import { checkedRunName } from './run-name.ts';
import { coldStartSpec, type ColdStartSpec } from './spec.ts';

export interface ColdStartPlan {
  readonly run: RunRef;
  readonly title: string;
  readonly initial: PolicyVersion;
  /** What one activity each trains. */
  readonly pieces: readonly PlannedStage[];
}

/** The phases cut into pieces of `snapshotEvery` steps at most. */
function planPieces({ phases, snapshotEvery }: ColdStartSpec): readonly PlannedStage[] {
  let firstStep = 0;
  return phases.flatMap(({ name, steps }) => {
    const end = firstStep + steps;
    const cut: PlannedStage[] = [];
    for (; firstStep < end; firstStep = cut.at(-1)!.endStep) {
      cut.push({ name, firstStep, endStep: Math.min(firstStep + snapshotEvery, end) });
    }
    return cut;
  });
}

/** Validates the spec and keeps the untrained policy, its configuration and its tokenizer as version 0. */
export function openColdStartActivity(store: ObjectStore, projectFolder: URL) {
  return async function openColdStart({ name, spec: input }: OpenRunInput): Promise<ColdStartPlan> {
    checkedRunName(name);
    const spec = parseSpec(coldStartSpec, input);
    await heldOutCities(spec.evaluation, projectFolder);
    const tokenizer = tokenizerJson(pieces);
    const config = presetPolicy('tiny', Object.keys(tokenizer.model.vocab).length);
    const snapshot = initialSnapshot(config, spec.seed);
    const [{ step, digest, weights }, configRef, tokenizerRef, specRef] = await Promise.all([
      keepSnapshot(store, name, 0, snapshot),
      store.putJson(config),
      store.putJson(tokenizer),
      store.putJson(spec),
    ]);
    const manifest: RunManifest = {
      spec: specRef,
      config: configRef,
      tokenizer: tokenizerRef,
      reference: weights,
      code: await codeVersion(),
    };
    const run = { name, manifest: await store.putJson(manifest) };
    await store.writeRecord(`runs/${name}/run.json`, run);
    return {
      run,
      title: spec.title,
      initial: { step, digest },
      pieces: planPieces(spec),
    };
  };
}

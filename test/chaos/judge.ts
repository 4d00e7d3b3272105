import { verifyLineage } from '../../activities/verify-lineage.ts';
import type { MetricLine } from '../../report/metric-line.ts';
import { sha256Of, type ObjectStore } from '../../store/objects.ts';
import type { CurriculumResult } from '../../workflows/train-curriculum.ts';
import type { EndedRun } from './ended-run.ts';
import { differences, outcomeOf } from './outcome.ts';
import { references, unnamed } from './references.ts';

/** How a disturbed run ended beside an undisturbed one. */
export interface Judgement {
  readonly digest: { readonly undisturbed: string; readonly disturbed: string | null; readonly equal: boolean };
  readonly steps: { readonly undisturbed: number; readonly metricsExactlyOnce: number };
  readonly objects: { readonly named: number; readonly incomplete: readonly string[]; readonly unnamed: number };
  /** What the chain of the training log, the seal and every digest say of it: docs/store.md. */
  readonly lineage: readonly string[];
  /** What is not as it would have been, or not as it must be; empty where the run ended as if nothing had been. */
  readonly differed: readonly string[];
}

/** What `updatePolicy` measures and nothing else does: by it a line of metrics.jsonl is known as a step's. */
const ofSteps = 'timing_s/update_actor';

async function stepLines({ store }: EndedRun, { run }: CurriculumResult): Promise<readonly number[]> {
  const content = (await store.read(`runs/${run}/metrics.jsonl`)) ?? Buffer.alloc(0);
  const lines = content.toString('utf8').split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as MetricLine)
    .flatMap(({ step, metrics }) => (ofSteps in metrics ? step : []));
}

/** Steps whose metrics stand once in the training log and once in metrics.jsonl. */
async function measuredOnce(ended: EndedRun, result: CurriculumResult): Promise<number> {
  const logged = (await ended.store.listKeys(`runs/${result.run}/log/`)).map((key) => Number(key.slice(-11, -5)));
  const lines = await stepLines(ended, result);
  const times = (list: readonly number[], step: number): number => list.filter((each) => each === step).length;
  const steps = Array.from({ length: result.version.step }, (_, step) => step);
  return steps.filter((step) => times(logged, step) === 1 && times(lines, step) === 1).length;
}

/** The report that is found under its name must be the last one written. */
async function reportFaults({ store }: EndedRun, { run, report }: CurriculumResult): Promise<readonly string[]> {
  const published = await store.read(`runs/${run}/report.html`);
  return published && sha256Of(published) === report.sha256 ? [] : ['report.html is not the last report'];
}

const lineageFaults = async (store: ObjectStore, run: string): Promise<readonly string[]> =>
  (await verifyLineage(store, run)).faults;

/** Holds a disturbed run, whose store was swept, against an undisturbed one of the same spec. */
export async function judged(undisturbed: EndedRun, disturbed: EndedRun, verify = lineageFaults): Promise<Judgement> {
  if (!undisturbed.result) throw new Error(`the undisturbed run failed: ${undisturbed.failure}`);
  const { version } = undisturbed.result;
  const found = await references(disturbed.store, disturbed.result);
  const objects = {
    named: found.named.size,
    incomplete: found.incomplete,
    unnamed: (await unnamed(disturbed.store, found)).length,
  };
  const { result } = disturbed;
  if (!result) {
    const digest = { undisturbed: version.digest, disturbed: null, equal: false };
    const steps = { undisturbed: version.step, metricsExactlyOnce: 0 };
    return { digest, steps, objects, lineage: [], differed: [`the run failed: ${disturbed.failure}`] };
  }
  const metricsExactlyOnce = await measuredOnce(disturbed, result);
  const lineage = await verify(disturbed.store, result.run);
  const differed = [
    ...differences(await outcomeOf(undisturbed.store, undisturbed.result), await outcomeOf(disturbed.store, result)),
    ...(metricsExactlyOnce === version.step ? [] : ['metrics of steps are missing or told twice']),
    ...found.incomplete,
    ...lineage,
    ...(objects.unnamed > 0 ? [`a sweep left ${objects.unnamed} objects that nothing names`] : []),
    ...(await reportFaults(disturbed, result)),
  ];
  return {
    digest: {
      undisturbed: version.digest,
      disturbed: result.version.digest,
      equal: version.digest === result.version.digest,
    },
    steps: { undisturbed: version.step, metricsExactlyOnce },
    objects,
    lineage,
    differed,
  };
}

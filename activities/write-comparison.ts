import { comparisonHtml } from '../report/comparison/comparison-html.ts';
import { comparisonText } from '../report/comparison/comparison-text.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { askedAt } from './asked-at.ts';
import { comparisonData } from './comparison-data.ts';
import type { ComparisonMaterial } from './open-comparison.ts';
import type { RunStanding } from './shown-runs.ts';

export interface WriteComparisonInput {
  /** Prefix of what is published: `<workflow id>/<first execution run id>`. */
  readonly name: string;
  readonly material: ObjectRef;
  /** Of each run, in their order. */
  readonly states: readonly RunStanding[];
  readonly minutes: number;
}

export interface WrittenComparison {
  readonly report: ObjectRef;
  readonly json: ObjectRef;
  /** The table as people read it. */
  readonly table: string;
}

/** Writes a comparison as far as it has come, as a page and as JSON: kept by digest, and published under its name. */
export function writeComparisonActivity(store: ObjectStore) {
  return async function writeComparison(input: WriteComparisonInput): Promise<WrittenComparison> {
    const { name, material, states, minutes } = input;
    const comparison = await comparisonData(store, await store.getJson<ComparisonMaterial>(material), states, minutes);
    const json = Buffer.from(`${JSON.stringify(comparison, null, 1)}\n`);
    const page = Buffer.from(comparisonHtml(comparison));
    await store.publish(`comparisons/${name}/comparison.json`, json, 'json', askedAt());
    await store.publish(`comparisons/${name}/comparison.html`, page, 'html', askedAt());
    const kept = { report: await store.put(page, 'html'), json: await store.put(json, 'json') };
    // What the result names stays, and what the comparison was.
    await store.publishRecord(`comparisons/${name}/kept.json`, { material, ...kept }, askedAt());
    return { ...kept, table: comparisonText(comparison) };
  };
}

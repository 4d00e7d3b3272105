import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import madeFrom from '../policy/base/tiny/cold-start.json' with { type: 'json' };

import type { ComparisonSpec } from '../activities/comparison-spec.ts';
import { openComparisonActivity } from '../activities/open-comparison.ts';
import { memoryBucket } from '../store/memory-bucket.ts';
import { storeIn } from '../store/objects.ts';

const root = new URL('../', import.meta.url);

interface Committed {
  readonly spec: ComparisonSpec;
  readonly arms: readonly { readonly name: string; readonly runs: readonly { seed: number; digest: string }[] }[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
/** Results lie in a folder for each base policy that they began with, named by its weights. */
const results = readdirSync(new URL('docs/ablation/', root)).flatMap((base) =>
  readdirSync(new URL(`docs/ablation/${base}/`, root)).map((file) => ({ base, file })),
);
const isOfToday = (base: string): boolean => madeFrom.weights.startsWith(base);

/** Results that began with the present base policy, and the example that makes each again. */
const examples = {
  'ed06868f/midnight.json': 'ablation.json',
  'ed06868f/dusk.json': 'ablation-dusk.json',
} as const;

/** What decides about the runs and the table: what it is called, and how many are on their way at once, does not. */
const deciding = ({ title: _title, parallel: _parallel, ...spec }: ComparisonSpec) => ({
  ...spec,
  arms: spec.arms.toSorted((a, b) => a.name.localeCompare(b.name)),
});

describe.each(results)('docs/ablation/$base/$file', ({ base, file }) => {
  const { spec, arms } = read(`docs/ablation/${base}/${file}`) as Committed;
  const why = isOfToday(base) ? '' : ' (skipped: it began with an earlier base policy)';

  test.skipIf(!isOfToday(base))(`is of the runs that its spec comes to today${why}`, async () => {
    const open = openComparisonActivity(storeIn(memoryBucket(() => 0)), root);
    const { runs } = await open({ name: 'ablation/test', spec });
    const committed = arms.flatMap(({ name, runs }) => runs.map(({ seed, digest }) => ({ arm: name, seed, digest })));
    const inOrder = (each: readonly { arm: string; seed: number; digest: string }[]): readonly string[] =>
      each.map(({ arm, seed, digest }) => `${arm} ${seed} ${digest}`).toSorted();
    expect(inOrder(runs)).toEqual(inOrder(committed));
  });
});

test.each(Object.entries(examples))('docs/ablation/%s is made again by examples/%s', (file, example) => {
  const { spec } = read(`docs/ablation/${file}`) as Committed;
  expect(deciding(spec)).toEqual(deciding(read(`examples/${example}`) as ComparisonSpec));
});

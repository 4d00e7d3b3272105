import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { readComparison } from '../activities/comparison-spec.ts';
import { datasetSpec } from '../activities/dataset-spec.ts';
import { evaluationSpec } from '../activities/evaluation-spec.ts';
import { parseSpec } from '../activities/parse-spec.ts';
import { coldStartSpec, curriculumSpec } from '../activities/spec.ts';

const folder = new URL('../examples/', import.meta.url);

/** A patch of a spec, which is none by itself: what it changes is tried where forks are. */
const patches = ['fork-changes.json'];

/** What reads an example, by the field that no other kind of spec has. */
const readers: readonly (readonly [string, (spec: unknown) => unknown])[] = [
  ['arms', readComparison],
  ['phases', (spec) => parseSpec(coldStartSpec, spec)],
  ['stages', (spec) => parseSpec(curriculumSpec, spec)],
  ['source', (spec) => parseSpec(datasetSpec, spec)],
  ['benchmark', (spec) => parseSpec(evaluationSpec, spec)],
];

test.each(readdirSync(folder).filter((file) => file.endsWith('.json') && !patches.includes(file)))(
  'examples/%s is a spec',
  (file) => {
    const spec = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as object;
    const [, read] = readers.find(([field]) => field in spec) ?? [];
    expect(read).toBeDefined();
    expect(() => read!(spec)).not.toThrow();
  },
);

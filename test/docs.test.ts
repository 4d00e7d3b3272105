import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import type { ScoredBatch } from '../activities/data.ts';
import { evaluationMetrics } from '../activities/evaluation-metrics.ts';
import { rolloutMetrics } from '../activities/rollout-metrics.ts';
import { createEngine } from '../policy/engine.ts';
import { grpoObjective, madeGroup, settings, smallConfig } from '../policy/model/small-case.ts';
import type { Objective } from '../policy/objectives.ts';
import { outcomes } from '../reward/outcome.ts';
import { difficulties } from '../transit/question.ts';
import { documentedMetrics } from './documented-metrics.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The metrics of a batch in which every outcome occurs. */
function ofRollouts(): readonly string[] {
  const answers = outcomes.map((outcome) => ({ tokens: [], reward: { outcome, total: 0, preset: 0, own: 0 } }));
  const groups = difficulties.map((difficulty_city) => ({ question: { difficulty_city }, answers }));
  return Object.keys(rolloutMetrics({ groups } as unknown as ScoredBatch));
}

/** The metrics of real updates of a small policy. */
async function ofUpdates(): Promise<readonly string[]> {
  const engine = await createEngine(smallConfig, { threads: 1 });
  const objectives: readonly Objective[] = [
    grpoObjective({ kl: { estimator: 'k3', coefficient: 0.1 }, clipDual: 3, offPolicy: true }),
    { kind: 'sft', cellCoefficient: 0, ...settings },
  ];
  const names: string[] = [];
  engine.setReference(engine.parameters);
  for (const objective of objectives) names.push(...Object.keys(await engine.update([madeGroup(1)], objective)));
  await engine.release();
  return names;
}

/** The metrics of an evaluation where all that may be asked was. */
function ofEvaluations(): readonly string[] {
  const tally = (label: string) => ({ label, count: 1, right: 1 });
  const asked = { byKind: [tally('<kind>'), tally('planning')], byCity: [tally('<city>')] };
  const metrics = evaluationMetrics({ label: 'before', step: 0, ...asked, reward: 1, unreadable: 0, notice: '' });
  return Object.keys(metrics).map((name) => name.replace(/^val-/, '<section>-'));
}

/** The names that activities add themselves, as they are written in their sources. */
function inSources(): readonly string[] {
  const files = readdirSync(new URL('activities/', root)).filter((file) => file.endsWith('.ts'));
  return files.flatMap(
    (file) => read(`activities/${file}`).match(/(?<=')(critic|actor|train|timing_s|perf)\/[\w/]+(?=')/g) ?? [],
  );
}

test('docs/metrics.md has every metric that is emitted and no other', async () => {
  const documented = Object.values(await documentedMetrics()).flatMap((rows) => rows.map(({ name }) => name));
  const emitted = new Set([...ofRollouts(), ...(await ofUpdates()), ...ofEvaluations(), ...inSources()]);
  expect(documented.toSorted()).toEqual([...emitted].toSorted());
});

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(new URL('docs/', root)).map((file) => `docs/${file}`),
].filter((page) => page.endsWith('.md'));

/** Paths of the tree that a page names: link targets, and code that starts with a room and looks like a path. */
function pathsNamedIn(page: string): readonly string[] {
  const text = read(page);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(
    ([, target]) => new URL(target!, new URL(page, root)),
  );
  const rooms = 'access|workflows|activities|workers|policy|reward|transit|store|report|infra|bench|test|docs|examples';
  const named = [...text.matchAll(new RegExp(`\`((?:${rooms})/[\\w./-]*)\``, 'g'))].map(
    ([, path]) => new URL(path!, root),
  );
  return [...links, ...named].map((url) => url.href);
}

test.each(pages)('every file that %s names is there', (page) => {
  expect(pathsNamedIn(page).filter((url) => !existsSync(new URL(url)))).toEqual([]);
});

test.each(pages)('%s has no place left to fill in', (page) => {
  expect(read(page).match(/.*@@.*/g)).toBeNull();
});

test.each(pages)('every npm script that %s names is there', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const named = [...read(page).matchAll(/npm (?:run (?:-s )?([\w-]+)|(start|test)\b)/g)].map(
    (match) => match[1] ?? match[2]!,
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

import { accuracyFigure } from './accuracy-figure.ts';
import { curves } from './curves.ts';
import { gateTable } from './gate-table.ts';
import { kindSentences } from './kind-sentences.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { curveScript, viewerScript } from './page/assets.ts';
import { htmlPage } from './page/html-page.ts';
import { sampleViewer } from './sample-viewer.ts';
import { stageLine } from './stage-line.ts';
import { steeringTable } from './steering-table.ts';
import { stageTrends } from './stage-trend.ts';
import type { AccuracyTable, ReportData } from './types.ts';
import { verdict, verdictTitles } from './verdict.ts';
import { verdictSection } from './verdict-section.ts';

/** The report of a run as one HTML page that needs no other file and no network. Equal data give equal bytes. */
export function reportHtml(data: ReportData): string {
  const { title, spec, steps, stages, gates, steering, accuracy, samples, heldOut } = data;
  const stageNames = stages.map(({ name }) => name);
  const body = markup`<header>
<h1>${title}</h1>
${factList(facts(data))}
</header>
<main>
${verdictSection(verdict(data), verdictTitles)}
${stageLine(stages, stageTrends(steps, stages))}
<section><h2>Held-out accuracy</h2>${accuracySection(accuracy)}</section>
<section><h2>Training</h2>${curves(steps, stages, gates)}</section>
${gateTable(gates)}
${steeringTable(steering)}
<section><h2>Samples</h2>${sampleViewer(samples, heldOut, stageNames)}</section>
<section><h2>The run</h2>${factList(identity(data))}</section>
<details class="spec"><summary>Spec</summary><pre>${JSON.stringify(spec, null, 2)}</pre></details>
</main>`;
  return htmlPage({ title: `${title} – RewardMap run`, body, scripts: [curveScript, viewerScript] });
}

function accuracySection(accuracy: AccuracyTable | undefined): Markup {
  if (!accuracy) return markup`<p class="note">Nothing has been evaluated yet.</p>`;
  return markup`${accuracyFigure(accuracy)}${kindSentences(accuracy.rows.map(({ label }) => label))}`;
}

type Fact = readonly [name: string, value: Markup | string];

function factList(facts: readonly Fact[]): Markup {
  return markup`<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function facts({ run: { minutes }, steps, spec }: ReportData): readonly Fact[] {
  return [
    ['Steps', String(steps.length)],
    ['Time', `${minutes.toFixed(1)} min`],
    ...factsOfSpec.flatMap(([name, path]): readonly Fact[] => {
      const value = valueAt(spec, path);
      return value === undefined ? [] : [[name, value]];
    }),
  ];
}

/** What tells this very run from any other. */
function identity({ run: { id, digest, log, divergences } }: ReportData): readonly Fact[] {
  const counted: readonly Fact[] = divergences === undefined ? [] : [['Divergences', String(divergences)]];
  const vouched: readonly Fact[] = log === undefined ? [] : [['Training log', markup`<code>${log}</code>`]];
  return [['Run', id], ['Final policy', markup`<code>${digest}</code>`], ...vouched, ...counted];
}

/** What tells one run from another at a glance; the whole spec stands at the foot of the page. */
const factsOfSpec: readonly (readonly [name: string, path: readonly string[]])[] = [
  ['Seed', ['seed']],
  ['Base policy', ['base']],
  ['Forked from', ['from', 'run']],
  ['At step', ['from', 'step']],
  ['Reward', ['reward', 'preset']],
  ['Learning rate', ['optimiser', 'learningRate']],
];

/** A text or a number of a spec, whose shape only its parser knows; undefined where there is none. */
function valueAt(spec: unknown, path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>(
    (inner, key) => (inner instanceof Object ? (inner as Readonly<Record<string, unknown>>)[key] : undefined),
    spec,
  );
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

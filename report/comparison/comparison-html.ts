import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { htmlPage } from '../page/html-page.ts';
import { verdictSection } from '../verdict-section.ts';
import { armTable } from './arm-table.ts';
import { comparisonVerdict, verdictTitles } from './comparison-verdict.ts';
import { costTable } from './cost-table.ts';
import { differenceTable } from './difference-table.ts';
import { runTable } from './run-table.ts';
import { seedCurves } from './seed-curves.ts';
import type { Comparison } from './types.ts';

/** A comparison of arms as one HTML page that needs no other file and no network. Equal data give equal bytes. */
export function comparisonHtml(comparison: Comparison): string {
  const { title, spec } = comparison;
  const body = markup`<header>
<h1>${title}</h1>
<dl class="facts">${facts(comparison).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main>
${verdictSection(comparisonVerdict(comparison), verdictTitles)}
<section><h2>Held-out accuracy by arm</h2>${armTable(comparison)}</section>
<section><h2>Differences</h2>${differenceTable(comparison)}</section>
<section><h2>Training</h2>${seedCurves(comparison)}</section>
<section><h2>Cost of a run</h2>${costTable(comparison)}</section>
<section><h2>Runs</h2>${runTable(comparison)}</section>
<details class="spec"><summary>Spec</summary><pre>${JSON.stringify(spec, null, 2)}</pre></details>
</main>`;
  return htmlPage({ title: `${title} – RewardMap comparison`, body, scripts: [] });
}

function facts({ arms, seeds, base, code, dataSeed, minutes }: Comparison): (readonly [string, Markup | string])[] {
  const runs = arms.flatMap((arm) => arm.runs);
  const well = runs.filter(({ values }) => values !== undefined).length;
  const reused = runs.filter(({ state }) => state === 'reused').length;
  return [
    ['Arms', String(arms.length)],
    ['Seeds', seeds.join(', ')],
    ['Runs that ended well', `${well} of ${runs.length}${reused > 0 ? `, ${reused} of them reused` : ''}`],
    ['Seed of the held-out questions', String(dataSeed)],
    ['Time of the comparison itself', `${minutes.toFixed(1)} min`],
    ['Base policy', markup`<code>${base}</code>`],
    ...(code ? [['Code', `${code.version}, ${code.commit ?? 'no checkout'}`] as const] : []),
  ];
}

import { percent, percentInTenths, signed } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { round } from './plot.ts';
import type { AccuracyRow, AccuracyTable } from './types.ts';
import { changeOf } from './wilson.ts';
import type { Proportion } from './wilson.ts';

const width = 340;
const height = 28;
const margin = 14;
const gridShares = [0, 0.25, 0.5, 0.75, 1];

/** The accuracy table, each row's before and after as dots on one scale, whiskers their 95 % intervals, the level of guessing a mark. */
export function accuracyFigure({ rows, byDifficulty, byTransfers, notice }: AccuracyTable): Markup {
  return markup`<table class="accuracy">
<caption>Share of held-out questions answered right, greedily, before and after training</caption>
<thead><tr><th scope="col">Questions</th><th scope="col" class="number asked">Asked</th><th scope="col" class="number guess">Guess</th>
<th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Change</th>
<td class="plot">${scale()}</td></tr></thead>
${part('', rows)}${part('By difficulty of the map', byDifficulty)}${part('Plans, by the transfers they need', byTransfers)}
</table>
<p class="note legend"><span><i class="key before"></i>before</span> <span><i class="key after"></i>after</span>
<span><i class="key guess"></i>what guessing gets: always the same answer, for a plan a ride on any one line</span>${rows.some(({ blank }) => blank) ? markup` <span><b class="cross">×</b>after training, about blank paper</span>` : undefined}</p>
<p class="note">Small numbers and whiskers are Wilson 95 % intervals${rows.some(({ label }) => label === 'all cities') ? ', of all cities with each city as one cluster of questions' : undefined}. A change is coloured and marked ▲ or ▼ where the two intervals
are apart. ${notice}</p>`;
}

function part(title: string, rows: readonly AccuracyRow[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const heading = markup`<tr class="part"><th scope="rowgroup" colspan="7">${title}</th></tr>`;
  return markup`<tbody>${title === '' ? undefined : heading}${rows.map(rowOf)}</tbody>`;
}

const marks = { better: '▲ ', worse: '▼ ', unsettled: '' } as const;

function rowOf({ label, count, before, after, guessing, blank }: AccuracyRow): Markup {
  const change = changeOf(before, after);
  const difference = after && `${marks[change]}${signed(100 * (after.mean - before.mean), 1)}`;
  return markup`<tr class="${label.startsWith('all ') ? 'sum' : ''}"><th scope="row">${label}</th><td class="number asked">${count}</td>
<td class="number guess">${guessing === undefined ? '–' : percent(guessing)}</td><td class="number">${share(before)}</td>
<td class="number after">${share(after)}</td><td class="number change ${change}">${difference}</td>
<td class="plot"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${`${label}: ${percent(before.mean)} before${after ? `, ${percent(after.mean)} after` : ''}`}">
${gridShares.map((level) => markup`<path class="grid" d="M${x(level)} 0V${height}"/>`)}
${guessing === undefined ? undefined : guessMark(guessing)}${blank && blankMark(blank)}
${dot('before', before, after ? 9 : 14)}${after && dot('after', after, 19)}
</svg></td></tr>`;
}

function scale(): Markup {
  const texts = gridShares.map((level) => markup`<text x="${x(level)}" y="11">${100 * level}%</text>`);
  return markup`<svg viewBox="0 0 ${width} 14" aria-hidden="true">${texts}</svg>`;
}

function dot(kind: 'before' | 'after', { right, mean, low, high }: Proportion, y: number): Markup {
  return markup`<g class="${kind}"><title>${kind}: ${right} right, ${percent(mean)} (${percent(low)} to ${percent(high)})</title>
<path d="M${x(low)} ${y}H${x(high)}"/><circle cx="${x(mean)}" cy="${y}" r="4"/></g>`;
}

function guessMark(guessing: number): Markup {
  return markup`<g class="guess"><title>guessing: ${percent(guessing)}</title><path d="M${x(guessing)} 2V${height - 2}"/></g>`;
}

function blankMark({ mean }: Proportion): Markup {
  return markup`<g class="blank"><title>about blank paper: ${percent(mean)}</title><path d="M${x(mean) - 3.5} 10.5l7 7m0 -7l-7 7"/></g>`;
}

/** A share with its 95 % interval in whole percent. */
function share(proportion: Proportion | undefined): Markup {
  if (proportion === undefined) return markup`–`;
  const { mean, low, high } = proportion;
  return markup`${percentInTenths(mean)} <small>${Math.round(100 * low)}–${Math.round(100 * high)}</small>`;
}

function x(level: number): number {
  return round(margin + level * (width - 2 * margin));
}

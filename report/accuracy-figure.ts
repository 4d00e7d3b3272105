import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { AccuracyRow, AccuracyTable } from './types.ts';
import { changeOf } from './wilson.ts';
import type { Proportion } from './wilson.ts';

const width = 340;
const height = 26;
const margin = 14;
const gridShares = [0, 0.25, 0.5, 0.75, 1];

/** The accuracy table with each row's before and after as dots on one scale, whiskers their 95 % intervals. */
export function accuracyFigure({ rows }: AccuracyTable): Markup {
  if (rows.length === 0) return markup`<p class="note">Nothing has been evaluated yet.</p>`;
  return markup`<table class="accuracy">
<thead><tr><th>Questions</th><th class="number">Asked</th><th class="number">Before</th><th class="number">After</th>
<th class="number">Change</th><th class="plot">${scale()}</th></tr></thead>
<tbody>${rows.map(rowOf)}</tbody>
</table>
<p class="note"><span class="key before"></span>before <span class="key after"></span>after &ensp;
Held-out questions, greedy answers; whiskers and small numbers are Wilson 95 % intervals. Green and red: the two intervals are apart.</p>`;
}

function rowOf({ label, count, before, after }: AccuracyRow): Markup {
  const change = after && signed(100 * (after.mean - before.mean));
  return markup`<tr><th>${label}</th><td class="number">${count}</td><td class="number">${percent(before)}${interval(before)}</td>
<td class="number after">${percent(after)}${interval(after)}</td><td class="number ${changeOf(before, after)}">${change}</td>
<td class="plot"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}: ${percent(before)} before, ${percent(after)} after">
${gridShares.map((share) => markup`<path class="grid" d="M${x(share)} 0V${height}"/>`)}
${dot('before', before, after ? 8 : 13)}${after && dot('after', after, 18)}
</svg></td></tr>`;
}

function scale(): Markup {
  const marks = gridShares.map((share) => markup`<text x="${x(share)}" y="11">${100 * share}%</text>`);
  return markup`<svg viewBox="0 0 ${width} 14" aria-hidden="true">${marks}</svg>`;
}

function dot(kind: 'before' | 'after', share: Proportion, y: number): Markup {
  const { right, mean, low, high } = share;
  return markup`<g class="${kind}"><title>${kind}: ${right} right, ${percent(share)} (${percent({ mean: low })} to ${percent({ mean: high })})</title>
<path d="M${x(low)} ${y}H${x(high)}"/><circle cx="${x(mean)}" cy="${y}" r="4"/></g>`;
}

/** The 95 % interval in whole percent. */
function interval(share: Proportion | undefined): Markup | undefined {
  return share && markup` <small>${Math.round(100 * share.low)}–${Math.round(100 * share.high)}</small>`;
}

function x(share: number): number {
  return Math.round((margin + share * (width - 2 * margin)) * 10) / 10;
}

function percent(share: { readonly mean: number } | undefined): string {
  return share === undefined ? '–' : `${(100 * share.mean).toFixed(1)}%`;
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}

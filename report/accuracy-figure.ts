import { html } from './html.ts';
import type { Html } from './html.ts';
import type { AccuracyRow, AccuracyTable } from './types.ts';
import { changeOf } from './wilson.ts';
import type { Proportion } from './wilson.ts';

const width = 320;
const height = 26;
const margin = 8;
const x = (share: number): number => Math.round((margin + share * (width - 2 * margin)) * 10) / 10;

/** The accuracy table with each row's before and after as dots on one scale, whiskers their 95 % intervals. */
export function accuracyFigure({ rows }: AccuracyTable): Html {
  if (rows.length === 0) return html`<p class="note">Nothing has been evaluated yet.</p>`;
  return html`<table class="accuracy">
      <thead>
        <tr>
          <th>Questions</th>
          <th class="number">Asked</th>
          <th class="number">Before</th>
          <th class="number">After</th>
          <th class="number">Change</th>
          <th class="plot">${scale()}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(rowOf)}
      </tbody>
    </table>
    <p class="note">
      <span class="key before"></span>before <span class="key after"></span>after &ensp; Held-out questions, greedy
      answers; whiskers are Wilson 95 % intervals.
    </p>`;
}

function rowOf({ label, count, before, after }: AccuracyRow): Html {
  const change = after && after.mean - before.mean;
  return html`<tr>
    <th>${label}</th>
    <td class="number">${count}</td>
    <td class="number">${percent(before)}</td>
    <td class="number after">${percent(after)}</td>
    <td class="number ${changeOf(before, after)}">${change === undefined ? '' : signed(100 * change)}</td>
    <td class="plot">
      <svg
        viewBox="0 0 ${width} ${height}"
        role="img"
        aria-label="${label}: ${percent(before)} before, ${percent(after)} after"
      >
        ${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<path class="grid" d="M${x(share)} 0V${height}" />`)}
        ${dot('before', before, after ? 8 : 13)}${after && dot('after', after, 18)}
      </svg>
    </td>
  </tr>`;
}

function scale(): Html {
  const marks = [0, 0.25, 0.5, 0.75, 1];
  return html`<svg viewBox="0 0 ${width} 14" aria-hidden="true">
    ${marks.map((share) => html`<text x="${x(share)}" y="11">${100 * share}${share === 1 ? '%' : ''}</text>`)}
  </svg>`;
}

function dot(kind: 'before' | 'after', { right, mean, low, high }: Proportion, y: number): Html {
  return html`<g class="${kind}"
    ><title>
      ${kind}: ${right} right, ${percent({ mean })} (${percent({ mean: low })} to ${percent({ mean: high })})</title
    ><path d="M${x(low)} ${y}H${x(high)}" /><circle cx="${x(mean)}" cy="${y}" r="4"
  /></g>`;
}

function percent(share: { readonly mean: number } | undefined): string {
  return share === undefined ? '–' : `${(100 * share.mean).toFixed(1)}%`;
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}

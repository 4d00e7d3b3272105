import { questionKinds } from '../../transit/question.ts';
import { percentInTenths } from '../format.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { round } from '../plot.ts';
import { armLook } from './arm-look.ts';
import { columnsOf, states, type Column } from './columns.ts';
import { numberCell } from './number-cell.ts';
import type { ArmRow, Comparison, MeanRow } from './types.ts';

const width = 240;
const margin = 8;
const rowHeight = 18;
const gridShares = [0, 0.25, 0.5, 0.75, 1];
/** The two shares that are drawn as well as written. */
const drawn = ['dense', 'planning'];

const isKind = (name: string): boolean => questionKinds.some((kind) => kind === name);
const x = (share: number): number => round(margin + Math.min(1, Math.max(0, share)) * (width - 2 * margin));
/** Arms by measures: means over seeds and questions with their 95 % intervals, the two sums as dots on one scale. */
export function armTable(comparison: Comparison): Markup {
  const columns = columnsOf(comparison);
  if (columns.length === 0) return markup`<p class="note">No run has ended well.</p>`;
  const { arms, guessing, questions } = comparison;
  const kinds = columns.filter(({ name }) => isKind(name));
  const sums = columns.filter(({ name }) => !isKind(name));
  const cities = sums.some(({ name }) => name === 'cities');
  return markup`<div class="wide"><table class="arms">
<thead><tr><th scope="col">Arm</th><th scope="col">Runs</th><th scope="col" class="plot">${drawn.join(', ')}${scale()}</th>${sums.map((column) => heading(column, questions[column.name]))}</tr></thead>
<tbody>${arms.map((arm, index) => row(arm, index, sums, guessing))}
<tr><th scope="row" class="name">guessing</th><td></td><td></td>${sums.map(({ name, title }) => numberCell(title, guessing[name] === undefined ? undefined : percentInTenths(guessing[name])))}</tr>
</tbody></table></div>
<p class="note">Greedy answers to held-out questions, judged by one set of rules for all arms. Small numbers and whiskers are 95 % intervals
over new seeds and new questions alike; the base policy has no seeds, and an arm with one run an interval over questions alone. On blank:
the same questions about blank paper. Guessing, dashed: the best answer that is always the same; of plans, a line named by chance.${cities ? ' Questions about one city count as independent of each other here: the interval of cities is too narrow.' : undefined}</p>
<div class="wide"><table class="arms">
<thead><tr><th scope="col">Arm</th>${kinds.map((column) => heading(column, questions[column.name]))}</tr></thead>
<tbody>${arms.map((arm, index) => kindsRow(arm, index, kinds))}</tbody>
</table></div>`;
}

function heading({ title }: Column, count: number | undefined): Markup {
  return markup`<th scope="col" class="number">${title}<small>${count === undefined ? '' : `of ${count}`}</small></th>`;
}

function row(arm: ArmRow, index: number, columns: readonly Column[], guessing: Comparison['guessing']): Markup {
  return markup`<tr style="${armLook(index)}"><th scope="row"><span class="name">${arm.name}</span><small>${arm.describes}</small></th>
<td class="states">${states(arm)}</td><td class="plot">${isMeasured(arm) ? dots(arm, guessing) : undefined}</td>${cells(columns, arm)}</tr>
`;
}

function kindsRow(arm: ArmRow, index: number, kinds: readonly Column[]): Markup | undefined {
  if (!isMeasured(arm)) return undefined;
  return markup`<tr style="${armLook(index)}"><th scope="row" class="name">${arm.name}</th>${cells(kinds, arm)}</tr>`;
}

const isMeasured = ({ values }: ArmRow): boolean => Object.keys(values).length > 0;

const cells = (columns: readonly Column[], arm: ArmRow): readonly Markup[] =>
  columns.map((column) => numberCell(column.title, cell(column, arm)));

function cell({ isShare, value }: Column, arm: ArmRow): Markup | undefined {
  const found = value(arm);
  if (!found) return undefined;
  const { mean, low, high } = found;
  return isShare
    ? markup`${percentInTenths(mean)}<small>${Math.round(100 * low)} to ${Math.round(100 * high)}</small>`
    : markup`${mean.toFixed(2)}<small>${low.toFixed(2)} to ${high.toFixed(2)}</small>`;
}

function scale(): Markup {
  const texts = gridShares.map(
    (share) =>
      markup`<text x="${x(share)}" y="9" text-anchor="middle" font-size="9" fill="currentColor">${100 * share}</text>`,
  );
  return markup`<svg viewBox="0 0 ${width} 11" aria-hidden="true">${texts}</svg>`;
}

function dots({ name, values }: ArmRow, guessing: Comparison['guessing']): Markup {
  const height = drawn.length * rowHeight;
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${[name, ...drawn.flatMap((measure) => said(measure, values[measure]))].join(', ')}">
${gridShares.map((share) => markup`<path class="grid" d="M${x(share)} 0V${height}"/>`)}
${drawn.map((measure, index) => dot(measure, values[measure], guessing[measure], index * rowHeight + rowHeight / 2))}
</svg>`;
}

const said = (measure: string, value: MeanRow | undefined): readonly string[] =>
  value
    ? [`${measure} ${percentInTenths(value.mean)} (${percentInTenths(value.low)} to ${percentInTenths(value.high)})`]
    : [];

function dot(measure: string, value: MeanRow | undefined, guess: number | undefined, y: number): Markup | undefined {
  if (!value) return undefined;
  const { mean, low, high } = value;
  const dashed = guess !== undefined && guess > 0;
  return markup`${dashed ? markup`<path class="guess" d="M${x(guess)} ${y - 7}V${y + 7}"/>` : undefined}<g><title>${said(measure, value)}</title>
<path d="M${x(low)} ${y}H${x(high)}"/><circle cx="${x(mean)}" cy="${y}" r="4"/></g>`;
}

import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { differenceWords } from './difference-words.ts';
import { excludesZero } from './excludes-zero.ts';
import type { Comparison, DifferenceRow } from './types.ts';

/** The measures that differences are read by; comparison.json has them all. */
const shown = ['dense', 'planning', 'reward'];

/** Stated pairs of arms beside each other, paired by question. */
export function differenceTable({ differences }: Comparison): Markup {
  const rows = differences.filter(({ measure }) => shown.includes(measure));
  if (rows.length === 0) return markup`<p class="note">No pair of arms has runs that ended well.</p>`;
  return markup`<div class="wide"><table class="arms differences">
<thead><tr><th scope="col" class="side">Arm</th><th scope="col" class="side">beside</th><th scope="col">of</th><th scope="col" class="number">difference</th><th scope="col" class="number">95 %</th><th scope="col" class="number">p</th></tr></thead>
${pairsOf(rows).map((pair) => markup`<tbody>${pair.map(row)}</tbody>`)}</table></div>
<p class="note">Points of a share in percent, or of the mean reward. All arms answer the same questions, so differences are paired by question;
interval and p count new seeds and new questions alike. p is two-sided and not corrected for the number of rows. Bold: the interval holds no 0.</p>`;
}

/** The rows of each pair, which stand beside each other. */
function pairsOf(rows: readonly DifferenceRow[]): readonly (readonly DifferenceRow[])[] {
  const starts = rows.flatMap(({ arm, than }, index) => {
    const before = rows[index - 1];
    return before?.arm === arm && before.than === than ? [] : [index];
  });
  return starts.map((start, index) => rows.slice(start, starts[index + 1]));
}

function row(difference: DifferenceRow): Markup {
  const { arm, than, measure } = difference;
  const words = differenceWords(difference, '−');
  const settled = excludesZero(difference) ? 'settled' : '';
  return markup`<tr><td class="side">${arm}</td><td class="side than">${than}</td><td>${measure}</td><td class="number ${settled}">${words.difference}</td>
<td class="number">${words.interval}</td><td class="number">${words.p}</td></tr>
`;
}

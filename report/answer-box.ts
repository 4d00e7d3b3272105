import { points, signed } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { JudgedAnswer } from './types.ts';

/** An answer in the viewer, and what tells it from the others of its question. */
export interface ShownAnswer extends JudgedAnswer {
  /** Names it in links. */
  readonly id: string;
  /** `1`, `2`, ...: the key that chooses it; or `before`, `after`. */
  readonly heading: string;
  readonly advantage?: number;
}

const partsInSum = ['accuracy', 'detail', 'format'];

/** An answer with its reward, how it was judged, its text, its parts and the reason for each point. */
export function answerBox(answer: ShownAnswer, index: number, largest: number): Markup {
  const { id, heading, text, total, outcome, advantage, truncated, reasons } = answer;
  const isRight = outcome === 'right';
  return markup`<div class="answer ${index === 0 ? 'chosen' : ''}" id="${id}" data-outcome="${outcome}">
<div class="reward"><button type="button" aria-pressed="${index === 0 ? 'true' : 'false'}" title="show its route on the map">${heading}</button>
<b title="reward">${points(total)}</b>${advantage === undefined ? undefined : markup`<span class="${advantage > 0 ? 'plus' : advantage < 0 ? 'minus' : ''}" title="advantage over its group">${signed(advantage, 2)}</span>`}</div>
<div class="bar"><i style="width:${Math.round((100 * Math.abs(total)) / largest)}%" class="${isRight ? 'right' : 'wrong'}"></i></div>
<p><span class="outcome ${isRight ? 'right' : 'wrong'}">${isRight ? '✓' : '✗'} ${outcome}</span>${truncated ? markup` <span class="outcome wrong">cut off</span>` : undefined}</p>
<pre>${text === '' ? markup`<i>nothing</i>` : text}</pre>
<p class="parts">${sumOf(answer)}</p>
${reasons.length === 0 ? undefined : markup`<details><summary>why</summary><ul>${reasons.map(({ part, points: given, why }) => markup`<li><b>${signed(given, given % 1 === 0 ? 0 : 1)}</b> ${part}: ${why}</li>`)}</ul></details>`}
</div>`;
}

/** (accuracy + detail + format) × weight, and parts of one's own. */
function sumOf({ components }: JudgedAnswer): Markup {
  const named = (names: readonly string[]): readonly Markup[] =>
    names.map((name) => markup`<span><b>${points(components[name]!)}</b> ${name}</span>`);
  const summed = partsInSum.filter((name) => name in components);
  const others = Object.keys(components).filter((name) => !summed.includes(name) && name !== 'weight');
  const weight = components['weight'];
  return markup`${named(summed)}${weight === undefined ? undefined : markup`<span>× <b>${points(weight)}</b> weight</span>`}${named(others)}`;
}

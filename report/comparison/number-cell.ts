import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';

/** A number of a table. On a narrow screen, where cells stand below their arm's name, its title stands above it, and none is left out. */
export function numberCell(title: string, number: Markup | string | undefined, look = ''): Markup {
  return number === undefined
    ? markup`<td class="number none">–</td>`
    : markup`<td class="number ${look}" data-title="${title}">${number}</td>`;
}

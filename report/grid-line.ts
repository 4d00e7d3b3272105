import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { shortNumber } from './plot.ts';
import type { Axes, Frame } from './plot.ts';

/** A level of a plot: a line across it and the level's number left of it. */
export function gridLine(level: number, { width, left, right }: Frame, y: Axes['y']): Markup {
  return markup`<path class="grid" d="M${left} ${y(level)}H${width - right}"/><text class="level" x="${left - 5}" y="${y(level) + 3.5}">${shortNumber(level)}</text>`;
}

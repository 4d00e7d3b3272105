import { gridLine } from '../grid-line.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { panels } from '../panels.ts';
import { round, valueAxis } from '../plot.ts';
import type { Axes } from '../plot.ts';
import { ticks } from '../scale.ts';
import { armLook } from './arm-look.ts';
import type { ArmRow, Band, Comparison } from './types.ts';

const frame = { width: 300, height: 180, left: 36, right: 8, top: 10, bottom: 20 };

/** Curves of all arms by policy seconds, a panel for each metric that some arm has. */
export function seedCurves({ arms }: Comparison): Markup {
  const told = panels.flatMap(({ title, lines }) =>
    lines
      .filter(({ metric }) => arms.some(({ curves }) => curves[metric]))
      .map(({ metric }) => panel(metric, title, arms)),
  );
  if (told.length === 0) return markup`<p class="note">No run has ended well.</p>`;
  const items = arms.map(({ name, curves }, index) =>
    Object.keys(curves).length === 0 ? undefined : markup`<li style="${armLook(index)}">${name}</li>`,
  );
  return markup`<ul class="arm-legend">${items}</ul>
<div class="curves">${told}</div>
<p class="note">By policy seconds. Lines are means over seeds of moving averages within a stage, bands go from the lowest seed to the highest.
Each stage has questions of its own: reward and accuracy here are of training answers and jump between stages; arms are compared above, on
held-out questions.</p>`;
}

function panel(metric: string, title: string, arms: readonly ArmRow[]): Markup {
  const bands = arms.flatMap(({ name, curves }, index) => {
    const band = curves[metric];
    return band ? [{ name, band, index }] : [];
  });
  const values = bands.flatMap(({ band }) => [...band.low, ...band.high]);
  const levels = ticks(Math.min(0, ...values), Math.max(...values));
  const seconds = Math.max(...bands.flatMap(({ band }) => band.seconds));
  const right = frame.width - frame.right;
  const axes: Axes = {
    x: (at) => round(frame.left + (at / (seconds || 1)) * (right - frame.left)),
    y: valueAxis(frame, levels),
  };
  return markup`<figure class="curve"><figcaption><b>${title}</b><small class="about"><code>${metric}</code></small></figcaption>
<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${title} by policy seconds">
${levels.map((level) => gridLine(level, frame, axes.y))}
<text x="${frame.left}" y="${frame.height - 5}">0 s</text><text class="end" x="${right}" y="${frame.height - 5}">${seconds.toFixed(0)} s</text>
${bands.map(({ name, band, index }) => lines(name, band, armLook(index), axes))}
</svg></figure>`;
}

function lines(name: string, { seconds, mean, low, high }: Band, look: string, { x, y }: Axes): Markup {
  const path = (values: readonly number[]): readonly string[] =>
    values.map((value, index) => `${x(seconds[index]!)} ${y(value)}`);
  return markup`<g style="${look}"><title>${name}</title>
<path class="range" d="M${[...path(high), ...path(low).toReversed()].join('L')}Z"/><path class="arm" d="M${path(mean).join('L')}"/></g>`;
}

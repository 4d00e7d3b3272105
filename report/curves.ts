import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { axesOf, pointsOf, round, shortNumber } from './plot.ts';
import type { Axes, Point } from './plot.ts';
import { ticks } from './scale.ts';
import { stageColour } from './stage-line.ts';
import type { StageSpan, StepRecord } from './types.ts';

interface Panel {
  readonly title: string;
  readonly metrics: readonly string[];
}

/** What a person watches in GRPO, under the names of verl and TRL. */
const panels: readonly Panel[] = [
  { title: 'Reward', metrics: ['critic/rewards/mean'] },
  { title: 'Answers right', metrics: ['critic/accuracy'] },
  { title: 'Entropy', metrics: ['actor/entropy'] },
  { title: 'KL to the reference', metrics: ['actor/kl_loss'] },
  { title: 'Gradient norm', metrics: ['actor/grad_norm'] },
  { title: 'Answer length, tokens', metrics: ['response_length/mean'] },
  { title: 'Groups all equal', metrics: ['frac_reward_zero_std'] },
  { title: 'Seconds', metrics: ['timing_s/gen', 'timing_s/update_actor'] },
];

const frame = { width: 300, height: 168, left: 34, right: 6, top: 18, bottom: 18 };
const plotHeight = frame.height - frame.top - frame.bottom;
const rightEdge = frame.width - frame.right;
/** Width of a letter of a stage's name, to leave out names that do not fit. */
const letterWidth = 5;

interface Series {
  readonly metric: string;
  readonly points: readonly Point[];
}

/** Small multiples over all steps, one for each panel that has a metric: raw points, their average, stages shaded. */
export function curves(steps: readonly StepRecord[], stages: readonly StageSpan[]): Markup {
  const recorded = panels.flatMap(({ title, metrics }) => {
    const series = metrics
      .map((metric) => ({ metric, points: pointsOf(steps, metric) }))
      .filter(({ points }) => points.length > 0);
    return series.length > 0 ? [{ title, series }] : [];
  });
  if (recorded.length === 0) return markup`<p class="note">No step is recorded yet.</p>`;
  return markup`<div class="curves">${recorded.map(({ title, series }) => curve(title, series, stages))}</div>
<p class="note">Dots are steps, lines their moving average within a stage.</p>`;
}

function curve(title: string, series: readonly Series[], stages: readonly StageSpan[]): Markup {
  const points = series.flatMap((each) => each.points);
  const values = points.map(({ value }) => value);
  const levels = ticks(Math.min(0, ...values), Math.max(...values));
  const steps = [
    ...points.map(({ step }) => step),
    ...stages.flatMap(({ firstStep, lastStep }) => [firstStep, lastStep]),
  ];
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const axes = axesOf(frame, first, last, levels);
  return markup`<figure class="curve">
<figcaption><b>${title}</b> <span class="value">${series.map(latest)}</span><br><code>${series.map(metricName)}</code></figcaption>
<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${title} by step">
${stages.map((stage, index) => band(stage, index, axes))}
${levels.map((level) => gridLine(level, axes))}
<text x="${frame.left}" y="${frame.height - 5}">step ${first}</text>
<text class="end" x="${rightEdge}" y="${frame.height - 5}">${last}</text>
${series.map((each, index) => line(each, index, axes))}
</svg>
</figure>`;
}

function gridLine(level: number, { y }: Axes): Markup {
  return markup`<path class="grid" d="M${frame.left} ${y(level)}H${rightEdge}"/><text class="level" x="${frame.left - 5}" y="${y(level) + 3}">${shortNumber(level)}</text>`;
}

function band({ name, firstStep, lastStep }: StageSpan, index: number, { x }: Axes): Markup {
  const [from, to] = [x(firstStep - 0.5), x(lastStep + 0.5)];
  const border = markup`<path class="border" d="M${from} ${frame.top}V${frame.top + plotHeight}"/>`;
  const label = markup`<text class="stage" x="${round((from + to) / 2)}" y="${frame.top - 6}">${name}</text>`;
  return markup`<rect class="band" style="${stageColour(index)}" x="${from}" y="${frame.top}" width="${round(to - from)}" height="${plotHeight}"><title>${name}</title></rect>
${index > 0 ? border : undefined}${name.length * letterWidth < to - from ? label : undefined}`;
}

function line({ points }: Series, index: number, { x, y }: Axes): Markup {
  const path = points.map(({ step, average, startsStage }) => `${startsStage ? 'M' : 'L'}${x(step)} ${y(average)}`);
  return markup`<g class="series series-${index}">
${points.map(({ step, value }) => markup`<circle cx="${x(step)}" cy="${y(value)}" r="1.4"><title>step ${step}: ${shortNumber(value)}</title></circle>`)}
<path d="${path}"/>
</g>`;
}

/** The average that a curve has come to. */
function latest({ points }: Series, index: number): Markup {
  return markup`<i class="series-${index}">${shortNumber(points.at(-1)?.average ?? 0)}</i> `;
}

function metricName({ metric }: Series, index: number, all: readonly Series[]): Markup {
  return markup`<i class="${all.length > 1 ? `series-${index}` : ''}">${metric}</i> `;
}

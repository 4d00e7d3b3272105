import { html } from './html.ts';
import type { Html } from './html.ts';
import { stageColour } from './stage-line.ts';
import type { StageSpan, StepRecord } from './types.ts';

interface Panel {
  readonly title: string;
  readonly metrics: readonly string[];
}

/** What a person watches in GRPO, under the names of verl and TRL. */
export const panels: readonly Panel[] = [
  { title: 'Reward', metrics: ['critic/rewards/mean'] },
  { title: 'Answers right', metrics: ['critic/accuracy'] },
  { title: 'Entropy', metrics: ['actor/entropy'] },
  { title: 'KL to the reference', metrics: ['actor/kl_loss'] },
  { title: 'Gradient norm', metrics: ['actor/grad_norm'] },
  { title: 'Answer length, tokens', metrics: ['response_length/mean'] },
  { title: 'Groups without variance', metrics: ['frac_reward_zero_std'] },
  { title: 'Seconds', metrics: ['timing_s/gen', 'timing_s/update_actor'] },
];

const frame = { width: 300, height: 168, left: 40, right: 8, top: 18, bottom: 18 };
const plotWidth = frame.width - frame.left - frame.right;
const plotHeight = frame.height - frame.top - frame.bottom;
/** Width of a letter of a stage's name, to leave out names that do not fit. */
const letterWidth = 5;

/** Small multiples over all steps, one for each panel that has a metric: raw points, their smoothed line, stages shaded. */
export function curves(steps: readonly StepRecord[], stages: readonly StageSpan[]): Html {
  const recorded = panels.filter(({ metrics }) => metrics.some((metric) => pointsOf(steps, metric).length > 0));
  if (recorded.length === 0) return html`<p class="note">No step is recorded yet.</p>`;
  return html`<div class="curves">${recorded.map((panel) => curve(panel, steps, stages))}</div>`;
}

/**
 * Exponential moving average, (1 - weight) of the newest value, corrected for its start as Adam's moments are, so
 * that the first points are not pulled to zero.
 */
export function smoothed(values: readonly number[], weight = 0.85): number[] {
  let average = 0;
  return values.map((value, index) => {
    average = weight * average + (1 - weight) * value;
    return average / (1 - weight ** (index + 1));
  });
}

/** Round numbers (1, 2, 2.5 or 5 times a power of ten), at most five, that span low to high. */
export function ticks(low: number, high: number): number[] {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => span / size <= 3.999) ?? 10 * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function pointsOf(steps: readonly StepRecord[], metric: string): { step: number; value: number }[] {
  return steps.flatMap(({ step, metrics }) => {
    const value = metrics[metric];
    return value === undefined || !Number.isFinite(value) ? [] : [{ step, value }];
  });
}

function curve({ title, metrics }: Panel, steps: readonly StepRecord[], stages: readonly StageSpan[]): Html {
  const series = metrics.map((metric) => pointsOf(steps, metric)).filter((points) => points.length > 0);
  const values = series.flat().map(({ value }) => value);
  const smallest = Math.min(...values);
  const levels = ticks(smallest >= 0 ? 0 : smallest, Math.max(...values));
  const [low, high] = [levels[0] ?? 0, levels.at(-1) ?? 1];
  const firstStep = Math.min(...steps.map(({ step }) => step), ...stages.map((stage) => stage.firstStep));
  const lastStep = Math.max(...steps.map(({ step }) => step), ...stages.map((stage) => stage.lastStep));
  const x = (step: number): number =>
    round(frame.left + ((step - firstStep + 0.5) / (lastStep - firstStep + 1)) * plotWidth);
  const y = (value: number): number => round(frame.top + (1 - (value - low) / (high - low)) * plotHeight);

  return html`<figure class="curve">
    <figcaption>
      <b>${title}</b> <span class="value">${latest(series)}</span><br /><code>${metrics.join('  ')}</code>
    </figcaption>
    <svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${title} by step">
      ${stages.map((stage, index) => band(stage, index, x(stage.firstStep - 0.5), x(stage.lastStep + 0.5)))}
      ${levels.map((level) => html`<path class="grid" d="M${frame.left} ${y(level)}H${frame.width - frame.right}" /><text class="level" x="${frame.left - 5}" y="${y(level) + 3}">${shortNumber(level)}</text>`)}
      ${[firstStep, lastStep].map((step, end) => html`<text class="step ${end === 0 ? 'start' : 'end'}" x="${end === 0 ? frame.left : frame.width - frame.right}" y="${frame.height - 5}">${end === 0 ? `step ${step}` : step}</text>`)}
      ${series.map((points, index) => line(points, index, x, y))}
    </svg>
  </figure>`;
}

function band({ name }: StageSpan, index: number, from: number, to: number): Html {
  const fits = name.length * letterWidth < to - from;
  return html`<rect
      class="band"
      style="${stageColour(index)}"
      x="${from}"
      y="${frame.top}"
      width="${round(to - from)}"
      height="${plotHeight}"
      ><title>${name}</title></rect
    >
    ${index > 0 ? html`<path class="border" d="M${from} ${frame.top}V${frame.top + plotHeight}" />` : undefined}
    ${fits ? html`<text class="stage" x="${round((from + to) / 2)}" y="${frame.top - 6}">${name}</text>` : undefined}`;
}

function line(
  points: readonly { step: number; value: number }[],
  index: number,
  x: (step: number) => number,
  y: (value: number) => number,
): Html {
  const average = smoothed(points.map(({ value }) => value));
  const path = points.map(({ step }, at) => `${at === 0 ? 'M' : 'L'}${x(step)} ${y(average[at] ?? 0)}`).join('');
  return html`<g class="series series-${index}">
    ${points.map(({ step, value }) => html`<circle cx="${x(step)}" cy="${y(value)}" r="1.4"><title>step ${step}: ${shortNumber(value)}</title></circle>`)}
    <path d="${path}" />
  </g>`;
}

/** The smoothed values that the curves have come to. */
function latest(series: readonly (readonly { value: number }[])[]): string {
  return series.map((points) => shortNumber(smoothed(points.map(({ value }) => value)).at(-1) ?? 0)).join(' · ');
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

import { questionKinds } from '../transit/question.ts';
import { markup, trusted } from './markup.ts';
import type { Markup } from './markup.ts';
import { pictureSample } from './picture-sample.ts';
import { pictureColours, pictureStyle, stageFill } from './picture-style.ts';
import { axesOf, pointsOf, round, shortNumber } from './plot.ts';
import type { Frame } from './plot.ts';
import { ticks } from './scale.ts';
import type { AccuracyRow, ReportData, StageSpan } from './types.ts';
import type { Proportion } from './wilson.ts';

const size = { width: 1200, height: 426 };
/** Left edges of the three parts, and the line that their titles stand on. */
const parts = { sample: 28, curve: 590, accuracy: 893, titles: 84 };
const reward = 'critic/rewards/mean';

/**
 * A finished run as one SVG for a README: a question with its map and some of its sampled answers, the reward by step,
 * held-out accuracy before and after. It loads nothing and runs no script; runs of one spec give equal bytes.
 */
export function picture(data: ReportData): string {
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${`RewardMap run ${data.title}: a question, the reward by step, accuracy before and after`}">
<style>${trusted(pictureStyle)}</style>
<rect x="0.5" y="0.5" width="${size.width - 1}" height="${size.height - 1}" rx="14" fill="${pictureColours.paper}" stroke="${pictureColours.rule}"/>
<text class="title" x="${parts.sample}" y="44">RewardMap run ${data.title}</text>
<text class="note end" x="${size.width - 28}" y="44">${facts(data)}</text>
${part(parts.sample, 'What it is asked, and how its answers are rewarded', pictureSample(data.samples))}
${part(parts.curve, 'Reward by step', rewardCurve(data))}
${part(parts.accuracy, 'Held-out answers right', accuracyDots(data.accuracy?.rows ?? []))}
</svg>
`.html;
}

/** What a run of the spec has again: no time, no id. */
function facts({ steps, run }: ReportData): string {
  return `${steps.length} steps · final policy ${run.digest.slice(0, 16)}`;
}

function part(x: number, title: string, content: Markup): Markup {
  return markup`<g transform="translate(${x} ${parts.titles})"><text class="part">${title}</text>${content}</g>`;
}

const curveFrame: Frame = { width: 285, height: 320, left: 30, right: 4, top: 42, bottom: 22 };

function rewardCurve({ steps, stages }: ReportData): Markup {
  const points = pointsOf(steps, reward);
  if (points.length === 0) return markup`<text class="note" y="24">No step is recorded.</text>`;
  const values = points.map(({ value }) => value);
  const levels = ticks(Math.min(0, ...values), Math.max(...values));
  const [first, last] = [points[0]!.step, points.at(-1)!.step];
  const { x, y } = axesOf(curveFrame, first, last, levels);
  const { width, height, left, right, top, bottom } = curveFrame;

  function stagePart({ name, firstStep, lastStep }: StageSpan, index: number): Markup {
    const [from, to] = [x(firstStep - 0.5), x(lastStep + 0.5)];
    const own = points.filter(({ stage }) => stage === name);
    const path = own.map(({ step, average }, at) => `${at === 0 ? 'M' : 'L'}${x(step)} ${y(average)}`).join('');
    return markup`<g style="${stageFill(index)}">
<rect class="band" x="${from}" y="${top}" width="${round(to - from)}" height="${height - top - bottom}"/>
<text class="stage" x="${round((from + to) / 2)}" y="${top - 9}">${name}</text>
${own.map(({ step, value }) => markup`<circle class="dot" cx="${x(step)}" cy="${y(value)}" r="1.6"/>`)}
<path class="line" d="${path}"/></g>`;
  }

  return markup`${levels.map((level) => markup`<path class="grid" d="M${left} ${y(level)}H${width - right}"/><text class="tick end" x="${left - 6}" y="${y(level) + 4}">${shortNumber(level)}</text>`)}
${stages.map(stagePart)}
<text class="tick" x="${left}" y="${height - 5}">step ${first + 1}</text><text class="tick end" x="${width - right}" y="${height - 5}">${last + 1}</text>`;
}

/** Between the kinds' names and the shares. */
const dots = { left: 108, right: 200, top: 42, row: 34, end: 279 };
const shares = [0, 0.5, 1];

function accuracyDots(rows: readonly AccuracyRow[]): Markup {
  const kinds = rows.filter(({ label }) => (questionKinds as readonly string[]).includes(label));
  if (kinds.length === 0) return markup`<text class="note" y="24">Nothing has been evaluated.</text>`;
  const x = (share: number): number => round(dots.left + share * (dots.right - dots.left));
  const bottom = dots.top + kinds.length * dots.row;

  const dot = (kind: 'before' | 'after', { mean, low, high }: Proportion, y: number): Markup =>
    markup`<g class="${kind}"><path d="M${x(low)} ${y}H${x(high)}"/><circle cx="${x(mean)}" cy="${y}" r="4.5"/></g>`;

  const row = ({ label, before, after }: AccuracyRow, index: number): Markup => {
    const y = dots.top + (index + 0.5) * dots.row;
    return markup`<text class="label" y="${y + 4}">${label}</text>
${dot('before', before, after ? y - 5 : y)}${after && dot('after', after, y + 6)}
<text class="share end" x="${dots.end}" y="${y + 4}">${percent(before)}${after && markup` <tspan class="arrow">→</tspan> <tspan class="now">${percent(after)}</tspan>`}</text>`;
  };

  return markup`${shares.map((share) => markup`<path class="grid" d="M${x(share)} ${dots.top}V${bottom}"/><text class="tick middle" x="${x(share)}" y="${dots.top - 9}">${100 * share}%</text>`)}
${kinds.map(row)}
<g transform="translate(0 ${bottom + 26})"><g class="before"><circle cx="5" cy="-4" r="4.5"/></g><text class="note" x="15">before</text><g class="after"><circle cx="66" cy="-4" r="4.5"/></g><text class="note" x="76">after; whiskers: 95 % intervals</text></g>`;
}

function percent({ mean }: Proportion): string {
  return `${Math.round(100 * mean)}%`;
}

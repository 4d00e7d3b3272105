import { gridLine } from './grid-line.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { PanelLine } from './panels.ts';
import { axesOf, round, shortNumber } from './plot.ts';
import type { Axes, Point } from './plot.ts';
import { ticks } from './scale.ts';
import { stageColour } from './stage-line.ts';
import type { GateRow, StageSpan } from './types.ts';

/** A line of a curve: where its values lie. */
export interface CurveLine extends PanelLine {
  readonly points: readonly Point[];
}

export interface Curve {
  readonly title: string;
  readonly note: string;
  /** Each has a point. */
  readonly lines: readonly CurveLine[];
  /** Shaded where they are. */
  readonly stages: readonly StageSpan[];
  /** Marked where they were made. */
  readonly checks: readonly GateRow[];
}

const frame = { width: 300, height: 172, left: 36, right: 8, top: 20, bottom: 20 };
const rightEdge = frame.width - frame.right;
const bottomEdge = frame.height - frame.bottom;
/** Width of a letter of a stage's name, to leave out names that do not fit. */
const letterWidth = 5.6;

/** A figure with steps from left to right: raw values faint, averages strong. `curve-values.js` shows the values of a step. */
export function curve({ title, note, lines, stages, checks }: Curve): Markup {
  const values = [
    ...lines.flatMap(({ points }) => points.map(({ value }) => value)),
    ...checks.map(({ value }) => value),
  ];
  const levels = ticks(Math.min(0, ...values), Math.max(...values));
  const steps = [
    ...lines.flatMap(({ points }) => points.map(({ step }) => step)),
    ...stages.flatMap(({ firstStep, lastStep }) => [firstStep, lastStep]),
  ];
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const axes = axesOf(frame, first, last, levels);
  return markup`<figure class="curve">
<figcaption><b>${title}</b><span class="readings">${lines.map(reading)}</span>
<small class="about">${note}</small></figcaption>
<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" tabindex="0" aria-label="${title} by step"
data-plot="${JSON.stringify({ first, last, left: frame.left, right: rightEdge, top: frame.top, bottom: bottomEdge })}"
data-lines="${JSON.stringify(lines.map(shownValues))}">
${stages.map((stage, index) => band(stage, index, axes))}
${levels.map((level) => gridLine(level, frame, axes.y))}
<text x="${frame.left}" y="${frame.height - 5}">step ${first}</text>
<text class="end" x="${rightEdge}" y="${frame.height - 5}">${last}</text>
${lines.map((line, index) => drawnLine(line, index, axes))}
${checks.map((check) => checkMark(check, axes))}
</svg>
</figure>`;
}

function reading({ label, metric, points }: CurveLine, index: number): Markup {
  return markup` <span class="series-${index}" title="${metric}">${label} <i>${shortNumber(points.at(-1)?.average ?? 0)}</i></span>`;
}

/** What the page's program needs: steps and values, as a reader sees them. */
function shownValues({ points }: CurveLine): { readonly steps: readonly number[]; readonly values: readonly string[] } {
  return { steps: points.map(({ step }) => step), values: points.map(({ value }) => shortNumber(value)) };
}

function band({ name, firstStep, lastStep }: StageSpan, index: number, { x }: Axes): Markup {
  const [from, to] = [x(firstStep - 0.5), x(lastStep + 0.5)];
  const border = markup`<path class="border" d="M${from} ${frame.top}V${bottomEdge}"/>`;
  const label = markup`<text class="stage" x="${round((from + to) / 2)}" y="${frame.top - 6}">${name}</text>`;
  return markup`<g data-stage="${name}" data-first="${firstStep}" data-last="${lastStep}"><rect class="band" style="${stageColour(index)}" x="${from}" y="${frame.top}" width="${round(to - from)}" height="${bottomEdge - frame.top}"/>
${index > 0 ? border : undefined}${name.length * letterWidth < to - from ? label : undefined}</g>`;
}

function drawnLine({ points }: CurveLine, index: number, { x, y }: Axes): Markup {
  const path = (of: (point: Point) => number): string =>
    points.map((point) => `${point.startsStage ? 'M' : 'L'}${x(point.step)} ${y(of(point))}`).join('');
  const lone = points.filter(({ startsStage }, at) => startsStage && points[at + 1]?.startsStage !== false);
  return markup`<g class="series series-${index}">
<path class="raw" d="${path(({ value }) => value)}"/><path class="average" d="${path(({ average }) => average)}"/>
${lone.map(({ step, value }) => markup`<circle cx="${x(step)}" cy="${y(value)}" r="2"/>`)}</g>`;
}

/** A gate's check at version t stands before step t. */
function checkMark({ step, value, opened }: GateRow, { x, y }: Axes): Markup {
  const what = `gate's check before step ${step}: ${shortNumber(value)}, ${opened === null ? 'the stage goes on' : `the stage ends (${opened})`}`;
  return markup`<path class="check ${opened === null ? '' : 'opened'}" d="M${x(step - 0.5)} ${round(y(value) - 4.5)}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"><title>${what}</title></path>`;
}

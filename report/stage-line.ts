import { fromTo } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { StageTrend } from './stage-trend.ts';
import type { StageSpan } from './types.ts';

const colours = 5;

/** The CSS that gives a stage its colour, the same in the line, in the curves and on the samples; grey for none of them, -1. */
export function stageColour(index: number): string {
  return index < 0 ? '--stage: var(--muted)' : `--stage: var(--stage-${index % colours})`;
}

/** The curriculum drawn as a transit line: a coloured section for each stage, as long as its steps, between two stops. */
export function stageLine(stages: readonly StageSpan[], trends: readonly StageTrend[]): Markup | undefined {
  if (stages.length === 0) return undefined;
  const sections = stages.map((stage, index) =>
    section(
      stage,
      index,
      trends.find((trend) => trend.stage === stage.name),
    ),
  );
  return markup`<ol class="stage-line">${sections}</ol>`;
}

function section({ name, firstStep, lastStep }: StageSpan, index: number, trend: StageTrend | undefined): Markup {
  const style = `${stageColour(index)};flex-grow:${lastStep - firstStep + 1}`;
  const share = trend && markup`<span>right ${fromTo(trend.first, trend.last)}</span>`;
  return markup`<li style="${style}"><b>${name}</b><span>steps ${firstStep}–${lastStep}</span>${share}</li>`;
}

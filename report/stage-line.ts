import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { StageSpan } from './types.ts';

const colours = 5;

/** The CSS that gives a stage its colour, the same in the line, in the curves and on the samples. */
export function stageColour(index: number): string {
  return `--stage: var(--stage-${Math.max(0, index) % colours})`;
}

/** The curriculum drawn as a transit line: a coloured section for each stage, as long as its steps, between two stops. */
export function stageLine(stages: readonly StageSpan[]): Markup | undefined {
  return stages.length === 0 ? undefined : markup`<ol class="stage-line">${stages.map(section)}</ol>`;
}

function section({ name, firstStep, lastStep }: StageSpan, index: number): Markup {
  const style = `${stageColour(index)};flex-grow:${lastStep - firstStep + 1}`;
  return markup`<li style="${style}"><b>${name}</b><span>steps ${firstStep}–${lastStep}</span></li>`;
}

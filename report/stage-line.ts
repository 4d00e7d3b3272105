import { html } from './html.ts';
import type { Html } from './html.ts';
import type { StageSpan } from './types.ts';

const colours = 5;

/** The CSS that gives a stage its colour, the same in the line, in the curves and on the samples. */
export function stageColour(index: number): string {
  return `--stage: var(--stage-${Math.max(0, index) % colours})`;
}

/** The curriculum drawn as a transit line: a coloured section for each stage, as long as its steps, between two stops. */
export function stageLine(stages: readonly StageSpan[]): Html | undefined {
  if (stages.length === 0) return undefined;
  return html`<ol class="stage-line">
    ${stages.map(
      ({ name, firstStep, lastStep }, index) =>
        html`<li style="${stageColour(index)};flex-grow:${lastStep - firstStep + 1}">
          <b>${name}</b><span>steps ${firstStep}–${lastStep}</span>
        </li>`,
    )}
  </ol>`;
}

import { curve } from './curve.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { panels, type Panel } from './panels.ts';
import { pointsOf, thinned } from './plot.ts';
import type { GateRow, StageSpan, StepRecord } from './types.ts';

/** Points of a curve; a longer run is drawn by means of so many neighbouring steps that there are no more. */
const mostPoints = 400;

/** Small multiples over all steps, one for each panel that has a metric: raw values, their average, stages shaded, gates marked. */
export function curves(steps: readonly StepRecord[], stages: readonly StageSpan[], gates: readonly GateRow[]): Markup {
  const binSize = Math.max(1, Math.ceil(steps.length / mostPoints));
  const drawn = panels.flatMap((panel) => {
    const lines = panel.lines
      .map((line) => ({ ...line, points: thinned(pointsOf(steps, line.metric), binSize) }))
      .filter(({ points }) => points.length > 0);
    return lines.length > 0 ? [curve({ ...panel, lines, checks: checksOf(panel, gates), stages })] : [];
  });
  if (drawn.length === 0) return markup`<p class="note">No step is recorded yet.</p>`;
  return markup`<div class="curves">${drawn}</div>
<p class="note">Faint: ${binSize === 1 ? 'each step' : `means of ${binSize} steps`}; strong: the moving average within a stage; numbers: where
the average is now. ${gates.length > 0 ? 'Diamonds are checks of a gate, on held-out questions. ' : ''}Point at a curve, or
move along it with the arrow keys, for ${binSize === 1 ? 'the values of a step' : 'the means of so many steps'}.</p>`;
}

function checksOf({ gate }: Panel, gates: readonly GateRow[]): readonly GateRow[] {
  return gates.filter(({ measure }) => measure === gate);
}

import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { GateRow } from './types.ts';

/** The checks of the stages' gates: what each measured, and what it decided. Nothing where no stage has a gate. */
export function gateTable(rows: readonly GateRow[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  return markup`<section><h2>Gates</h2><table class="ledger"><thead><tr><th scope="col">Stage</th><th scope="col" class="number">Step</th><th scope="col">Measure</th><th scope="col" class="number">Value</th><th scope="col" class="number aside">Best</th><th scope="col" class="number aside">Without gain</th><th scope="col">Decision</th></tr></thead><tbody>${rows.map(row)}</tbody></table></section>`;
}

function row({ stage, step, measure, value, best, withoutGain, opened }: GateRow): Markup {
  const decision = opened === null ? 'goes on' : `ends: ${opened}`;
  return markup`<tr><th scope="row">${stage}</th><td class="number">${step}</td><td>${measure}</td><td class="number">${value.toFixed(3)}</td><td class="number aside">${best.toFixed(3)}</td><td class="number aside">${withoutGain}</td><td>${decision}</td></tr>`;
}

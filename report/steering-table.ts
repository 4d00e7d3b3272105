import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { SteeringRow } from './types.ts';

/** What people asked of the run while it was under way, and what that changed. Nothing where nobody did. */
export function steeringTable(rows: readonly SteeringRow[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  return markup`<section><h2>Steering</h2><table class="ledger"><thead><tr><th scope="col">Stage</th><th scope="col" class="number">From step</th><th scope="col">Asked</th><th scope="col">Before</th><th scope="col">After</th><th scope="col" class="aside">Time</th></tr></thead><tbody>${rows.map(row)}</tbody></table></section>`;
}

function row({ stage, step, what, change: [from, to] = ['', ''], at }: SteeringRow): Markup {
  return markup`<tr><th scope="row">${stage}</th><td class="number">${step}</td><td>${what}</td><td>${from}</td><td>${to}</td><td class="aside">${minute(at)}</td></tr>`;
}

/** To the minute, in UTC. */
const minute = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}`;

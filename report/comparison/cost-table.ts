import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { armLook } from './arm-look.ts';
import { isUneven } from './is-uneven.ts';
import { numberCell } from './number-cell.ts';
import type { ArmRow, Comparison, CostRow } from './types.ts';

const columns: readonly (readonly [title: string, value: (cost: CostRow) => string])[] = [
  ['steps', ({ steps }) => steps.toFixed(0)],
  ['policy seconds', ({ policySeconds }) => policySeconds.toFixed(1)],
  ['wall seconds', ({ wallSeconds }) => wallSeconds.toFixed(0)],
  ['questions', ({ questions }) => questions.toFixed(0)],
  ['sampled tokens', ({ sampledTokens }) => sampledTokens.toFixed(0)],
  ['trained tokens', ({ trainedTokens }) => trainedTokens.toFixed(0)],
];

/** What a run of each arm cost, mean over its seeds, and how near the arms' budgets are. */
export function costTable({ arms }: Comparison): Markup {
  return markup`<div class="wide"><table class="arms">
<thead><tr><th scope="col">Arm</th>${columns.map(([title]) => markup`<th scope="col" class="number">${title}</th>`)}<th scope="col" class="number">of the mean</th></tr></thead>
<tbody>${arms.map(row)}</tbody></table></div>
<p class="note">Means over seeds. Policy seconds: elapsed while the policy sampled, all shards together, and was updated; no waiting for the device,
no evaluation, no drawing, but whatever load the machine had. Wall seconds: from a run's start to its end, evaluations, pauses and whatever ran
beside it included. The last column is
policy seconds by the mean of all arms, marked where more than 10 % off.</p>`;
}

function row({ name, cost }: ArmRow, index: number): Markup | undefined {
  if (!cost) return undefined;
  return markup`<tr style="${armLook(index)}"><th scope="row" class="name">${name}</th>${columns.map(([title, value]) => numberCell(title, value(cost)))}
${numberCell('of the mean', `${cost.ofMean.toFixed(2)}${isUneven(cost) ? ' !' : ''}`, isUneven(cost) ? 'uneven' : '')}</tr>
`;
}

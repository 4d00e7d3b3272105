import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { armLook } from './arm-look.ts';
import { roundingSentence } from './rounding-sentence.ts';
import type { ArmRunRow, Comparison } from './types.ts';

/** Every run: its state, what it came to, and where it is found. */
export function runTable({ arms }: Comparison): Markup {
  const rounding = roundingSentence({ arms });
  return markup`<div class="wide"><table class="arms">
<thead><tr><th>Arm</th><th>seed</th><th>state</th><th class="number">dense</th><th class="number">planning</th><th>digest of the arm</th><th>last policy</th><th>records</th></tr></thead>
<tbody>${arms.flatMap(({ name, runs }, index) => runs.map((run) => row(name, run, index)))}</tbody></table></div>${rounding === undefined ? undefined : markup`<p class="note">${rounding}</p>`}`;
}

const share = (value: number | undefined): string => (value === undefined ? '–' : `${(100 * value).toFixed(1)}%`);

function row(arm: string, { seed, state, reason, values, digest, policy, run }: ArmRunRow, index: number): Markup {
  return markup`<tr style="${armLook(index)}"><td class="name">${arm}</td><td>${seed}</td>
<td class="${state === 'failed' ? 'failed' : ''}">${state}${reason === undefined ? undefined : markup`<small>${reason}</small>`}</td>
<td class="number">${share(values?.['dense'])}</td><td class="number">${share(values?.['planning'])}</td>
<td><code>${digest.slice(0, 16)}</code></td><td><code>${policy?.slice(0, 16)}</code></td><td><code>${run}</code></td></tr>
`;
}

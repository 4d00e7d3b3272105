import { percentInTenths } from '../format.ts';
import { markup } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { armLook } from './arm-look.ts';
import { numberCell } from './number-cell.ts';
import { roundingSentence } from './rounding-sentence.ts';
import type { ArmRunRow, Comparison } from './types.ts';

const headings = ['Arm', 'seed', 'state', 'dense', 'planning', 'digest of the arm', 'last policy', 'records'];
const numbers = ['dense', 'planning'];

/** Every run: its state, what it came to, and where it is found. */
export function runTable({ arms }: Comparison): Markup {
  const rounding = roundingSentence({ arms });
  return markup`<div class="wide"><table class="arms runs">
<thead><tr>${headings.map((title) => markup`<th scope="col" class="${numbers.includes(title) ? 'number' : ''}">${title}</th>`)}</tr></thead>
${arms.map(({ name, runs }, index) => markup`<tbody>${runs.map((run) => row(name, run, index))}</tbody>`)}</table></div>${rounding === undefined ? undefined : markup`<p class="note">${rounding}</p>`}`;
}

const share = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : percentInTenths(value);

function row(arm: string, { seed, state, reason, values, digest, policy, run }: ArmRunRow, index: number): Markup {
  return markup`<tr style="${armLook(index)}"><th scope="row" class="name">${arm}</th><td data-title="seed">${seed}</td>
<td data-title="state" class="${state === 'failed' ? 'failed' : ''}">${state}${reason === undefined ? undefined : markup`<small>${reason}</small>`}</td>
${numberCell('dense', share(values?.['dense']))}${numberCell('planning', share(values?.['planning']))}
${codeCell('digest of the arm', digest.slice(0, 16))}${codeCell('last policy', policy?.slice(0, 16))}${codeCell('records', run)}</tr>
`;
}

const codeCell = (title: string, code: string | undefined): Markup =>
  code === undefined ? markup`<td></td>` : markup`<td class="code" data-title="${title}"><code>${code}</code></td>`;

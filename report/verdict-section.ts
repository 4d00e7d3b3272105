import { kindSentence } from './kind-sentences.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { Finding, Findings, Verdict } from './verdict.ts';

/** What the columns of a verdict are called. */
export type VerdictTitles = Readonly<Record<'learnt' | 'notLearnt', string>>;

/** The verdict as the first thing on a page: its headline, then what was learnt, what was not, and what to know. */
export function verdictSection({ headline, learnt, notLearnt, toKnow }: Verdict, titles: VerdictTitles): Markup {
  const isKnown = learnt.length > 0 || notLearnt.length > 0;
  return markup`<section class="verdict" aria-label="Verdict"><p class="headline">${headline}</p>
<div class="findings">${isKnown ? column('learnt', '✓', titles.learnt, learnt.length > 0 ? learnt.map(ofOneSort) : nothing) : undefined}
${notLearnt.length > 0 ? column('not', '✗', titles.notLearnt, notLearnt.map(ofOneSort)) : undefined}
${toKnow.length > 0 ? column('known', '!', 'To know', markup`<ul>${toKnow.map(item)}</ul>`) : undefined}</div></section>`;
}

const nothing = markup`<p>Nothing that these numbers show.</p>`;

function column(kind: string, sign: string, title: string, content: Markup | readonly Markup[]): Markup {
  return markup`<div class="${kind}"><h2><span aria-hidden="true">${sign}</span> ${title}</h2>${content}</div>`;
}

function ofOneSort({ sort, findings }: Findings): Markup {
  return markup`<div class="sort"><h3>${sort}</h3><ul>${findings.map(item)}</ul></div>`;
}

function item({ subject, says }: Finding): Markup {
  const sentence = kindSentence(subject);
  return markup`<li><b>${subject}</b> ${says}${sentence === undefined ? undefined : markup`<small>${sentence}</small>`}</li>`;
}

import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { stageColour } from './stage-line.ts';
import type { SampleCard, SampledAnswer } from './types.ts';

/** The answers that were compared with each other, a card for each question, with filters by stage and outcome. */
export function sampleCards(samples: readonly SampleCard[], stages: readonly string[]): Markup {
  if (samples.length === 0) return markup`<p class="note">No samples are kept yet.</p>`;
  // One scale for the whole page: the longest bar is the largest reward of any answer, not of each group.
  const largest = Math.max(
    ...samples.flatMap(({ answers }) => answers.map(({ total }) => Math.abs(total))),
    Number.EPSILON,
  );
  const outcomes = [...new Set(samples.flatMap(({ answers }) => answers.map(({ outcome }) => outcome)))].toSorted();
  return markup`<form class="filters">
${choice('stage', 'Stage', stages)}${choice('outcome', 'Outcome', outcomes)}
<output>${samples.length} of ${samples.length}</output>
<span class="hint"><kbd>←</kbd> <kbd>→</kbd> walk through</span>
</form>
${samples.map((sample, index) => card(sample, `sample-${index + 1}`, stages.indexOf(sample.stage), largest))}`;
}

function choice(name: string, label: string, values: readonly string[]): Markup {
  return markup`<label>${label} <select name="${name}"><option value="">all</option>
${values.map((value) => markup`<option>${value}</option>`)}</select></label>`;
}

function card(sample: SampleCard, id: string, stageIndex: number, largest: number): Markup {
  const { step, stage, mapPng, question, kind, difficulty, gold, answers } = sample;
  const outcomes = [...new Set(answers.map(({ outcome }) => outcome))];
  const right = answers.filter(({ outcome }) => outcome === 'right').length;
  return markup`<article class="sample" id="${id}" tabindex="-1" data-stage="${stage}" data-outcomes="${JSON.stringify(outcomes)}">
<header><a href="#${id}">step ${step}</a><span class="stage" style="${stageColour(stageIndex)}">${stage}</span>
<span>${kind}</span><span>${difficulty}</span><span>${right} of ${answers.length} right</span></header>
<img src="data:image/png;base64,${mapPng}" alt="The map that the question is about">
<div class="asked">
<div><h4>Question</h4><pre>${question}</pre></div>
<div><h4>A right answer</h4><pre>${gold}</pre></div>
</div>
<div class="answers">${answers.map((answer) => answerBox(answer, largest))}</div>
</article>`;
}

function answerBox({ text, total, components, outcome, advantage, truncated }: SampledAnswer, largest: number): Markup {
  const parts = Object.entries(components);
  return markup`<div class="answer" data-outcome="${outcome}">
<div class="reward"><b>${shortNumber(total)}</b><span class="${signOf(advantage)}" title="advantage in the group">${signed(advantage)}</span></div>
<div class="bar"><i style="width:${Math.round((100 * Math.abs(total)) / largest)}%" class="${outcome === 'right' ? 'right' : 'wrong'}"></i></div>
<p><span class="outcome ${outcome === 'right' ? 'right' : ''}">${outcome}</span>
${truncated ? markup`<span class="outcome">cut off</span>` : undefined}</p>
<pre>${text}</pre>
<dl>${parts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${shortNumber(value)}</dd></div>`)}</dl>
</div>`;
}

function signOf(value: number): string {
  if (value === 0) return 'zero';
  return value > 0 ? 'plus' : 'minus';
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function shortNumber(value: number): string {
  return String(Number(value.toFixed(2))).replace('-', '−');
}

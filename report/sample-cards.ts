import { html } from './html.ts';
import type { Html } from './html.ts';
import { stageColour } from './stage-line.ts';
import type { SampleCard, SampledAnswer } from './types.ts';

/** The answers that were compared with each other, a card for each question, with filters by stage and outcome. */
export function sampleCards(samples: readonly SampleCard[], stages: readonly string[]): Html {
  if (samples.length === 0) return html`<p class="note">No samples are kept yet.</p>`;
  const outcomes = [...new Set(samples.flatMap(({ answers }) => answers.map(({ outcome }) => outcome)))].sort();
  return html`<form class="filters">
      ${choice('stage', 'Stage', stages)}${choice('outcome', 'Outcome', outcomes)}
      <output>${samples.length} of ${samples.length}</output>
      <span class="hint"><kbd>←</kbd> <kbd>→</kbd> walk through</span>
    </form>
    ${samples.map((sample, index) => card(sample, index, stages.indexOf(sample.stage)))}`;
}

function choice(name: string, label: string, values: readonly string[]): Html {
  return html`<label
    >${label}
    <select name="${name}">
      <option value="">all</option>
      ${values.map((value) => html`<option>${value}</option>`)}
    </select></label
  >`;
}

function card(sample: SampleCard, index: number, stageIndex: number): Html {
  const { step, stage, mapPng, question, kind, difficulty, gold, answers } = sample;
  const best = Math.max(...answers.map(({ total }) => Math.abs(total)), Number.EPSILON);
  const outcomes = JSON.stringify([...new Set(answers.map(({ outcome }) => outcome))]);
  return html`<article
    class="sample"
    id="sample-${index + 1}"
    tabindex="-1"
    data-stage="${stage}"
    data-outcomes="${outcomes}"
  >
    <header>
      <a href="#sample-${index + 1}">step ${step}</a
      ><span class="stage" style="${stageColour(stageIndex)}">${stage}</span><span>${kind}</span
      ><span>${difficulty}</span><span>${rightOf(answers)}</span>
    </header>
    <div class="asked">
      <img src="data:image/png;base64,${mapPng}" alt="The map that the question is about" />
      <div>
        <h4>Question</h4>
        <pre>${question}</pre>
        <h4>A right answer</h4>
        <pre>${gold}</pre>
      </div>
    </div>
    <div class="answers">${answers.map((answer) => answerBox(answer, best))}</div>
  </article>`;
}

function answerBox({ text, total, components, outcome, advantage, truncated }: SampledAnswer, best: number): Html {
  return html`<div class="answer" data-outcome="${outcome}">
    <div class="reward">
      <b>${shortNumber(total)}</b
      ><span class="advantage ${signOf(advantage)}" title="advantage in the group">${signed(advantage)}</span>
    </div>
    <div class="bar ${signOf(total)}"><i style="width:${Math.round((100 * Math.abs(total)) / best)}%"></i></div>
    <p>
      <span class="outcome ${outcome === 'right' ? 'right' : ''}">${outcome}</span
      >${truncated ? html` <span class="outcome">cut off</span>` : undefined}
    </p>
    <pre>${text}</pre>
    <dl>
      ${Object.entries(components).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${shortNumber(value)}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

function rightOf(answers: readonly SampledAnswer[]): string {
  return `${answers.filter(({ outcome }) => outcome === 'right').length} of ${answers.length} right`;
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

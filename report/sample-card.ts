import { answerBox, type ShownAnswer } from './answer-box.ts';
import { mapFigure } from './map-overlay.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { stageColour } from './stage-line.ts';
import type { AskedQuestion, HeldOutCard, SampleCard } from './types.ts';

/** A question in the viewer, of a training step or held out, with its answers in order. */
export interface ShownCard extends AskedQuestion {
  /** Names it in links: `s=<step>.<question>`, `s=held-out.<question>`. */
  readonly id: string;
  readonly where: string;
  readonly stage: string;
  readonly answers: readonly ShownAnswer[];
}

export const heldOutStage = 'held out';

export function trainingCard({ step, group, stage, answers, ...asked }: SampleCard): ShownCard {
  const id = `s=${step}.${group}`;
  const shown = answers.map((answer, index) => ({ ...answer, id: `${id}.${index + 1}`, heading: String(index + 1) }));
  return { ...asked, id, stage, where: `step ${step}, question ${group}`, answers: shown };
}

export function heldOutCard({ number, before, after, ...asked }: HeldOutCard): ShownCard {
  const id = `s=held-out.${number}`;
  const answers = [
    { ...before, id: `${id}.1`, heading: '1 before training' },
    { ...after, id: `${id}.2`, heading: '2 after training' },
  ];
  return { ...asked, id, stage: heldOutStage, where: `held-out question ${number}`, answers };
}

/** `largest` is the reward whose bar is longest: one scale for all cards. */
export function sampleCard(card: ShownCard, stages: readonly string[], largest: number): Markup {
  const { id, where, stage, map, question, kind, difficulty, transfers, gold, answers } = card;
  return markup`<article class="sample" id="${id}" tabindex="-1" data-stage="${stage}" data-kind="${kind}" data-difficulty="${difficulty}" aria-label="${where}">
<header><a href="#${id}" title="link to this sample">${where}</a><span class="stage" style="${stageColour(stages.indexOf(stage))}">${stage}</span>
<span>${kind}</span><span>${difficulty} map</span>${transfers === undefined ? undefined : markup`<span>${transfers} ${transfers === 1 ? 'transfer' : 'transfers'}</span>`}<span>${rightOf(card)}</span></header>
${mapFigure(
  id.slice(2),
  map,
  answers.map(({ route }) => route),
)}
<div class="wording"><div><h3>Question</h3><pre>${question}</pre></div><div><h3>A right answer</h3><pre>${gold}</pre></div></div>
<div class="answers">${answers.map((answer, index) => answerBox(answer, index, largest))}</div>
</article>`;
}

export function rightOf({ answers }: ShownCard): string {
  return `${answers.filter(({ outcome }) => outcome === 'right').length} of ${answers.length} right`;
}

import type { QuestionKind } from '../transit/question.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** What each kind of question asks, for readers who do not know the benchmark's labels. */
const sentences: Readonly<Record<QuestionKind, string>> = {
  TorF1: 'Do two stops lie on the same line?',
  TorF2: 'Does a line stop at a stop?',
  Counting1: 'How many stops lie between two stops of a line, of four choices?',
  Counting2: 'How many lines serve a stop?',
  Counting3: 'How many lines are on the map?',
  planning_short: 'Plan a trip: the line, the departure and the arrival of each section.',
  planning_long: 'The same, with the number of stops passed in each section, which accuracy does not read.',
};

/** What a kind asks; undefined for what is no kind. */
export function kindSentence(label: string): string | undefined {
  return Object.hasOwn(sentences, label) ? sentences[label as QuestionKind] : undefined;
}

/** The sentences of those labels that are kinds of question. */
export function kindSentences(labels: readonly string[]): Markup | undefined {
  const asked = labels.flatMap((label) => {
    const sentence = kindSentence(label);
    return sentence === undefined ? [] : [markup`<div><dt>${label}</dt><dd>${sentence}</dd></div>`];
  });
  return asked.length === 0 ? undefined : markup`<dl class="kinds">${asked}</dl>`;
}

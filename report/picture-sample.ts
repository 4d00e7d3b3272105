import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { SampleCard, SampledAnswer } from './types.ts';

const map = { width: 256, height: 288, top: 16 };
/** What stands beside the map: the question, then a box for each answer. */
const beside = { left: 272, width: 262, questionLine: 17, gap: 10 };
const box = { heading: 22, firstLine: 17, lineHeight: 13, bottom: 9 };
/** Letters of the question's face, and of 10.5 px of a monospaced face, that fit beside the map. */
const letters = { question: 42, answer: 38 };
const linesOfQuestion = 6;
const mostAnswers = 3;

/**
 * The sample that shows best what is learnt: right and wrong answers to one question; of those one that has the model
 * answer itself, right in its thought too; of those no choice of numbers but a yes, a no or a route that the map shows; of
 * those the most outcomes; of those one that can be read in full, the latest.
 */
export function tellingSample(samples: readonly SampleCard[]): SampleCard | undefined {
  const telling = ({ kind, question, gold, answers }: SampleCard): number => {
    const outcomes = outcomesOf(answers);
    const isMixed = outcomes.includes('right') && outcomes.length > 1;
    const isRightThroughout = answers.some(({ text }) => text === gold);
    const isReadable =
      linesOf(question, letters.question, Infinity).length <= linesOfQuestion &&
      linesOf(gold, letters.answer, Infinity).length <= linesThatFit(question, outcomes.length);
    const marks = [isMixed, isRightThroughout, !kind.startsWith('Counting')].map(Number);
    return Number([...marks, Math.min(outcomes.length, mostAnswers), Number(isReadable)].join(''));
  };
  return samples.reduce<SampleCard | undefined>(
    (best, sample) => (best === undefined || telling(sample) >= telling(best) ? sample : best),
    undefined,
  );
}

/** The map of the telling sample with its question, and an answer for each outcome, the best rewarded first. */
export function pictureSample(samples: readonly SampleCard[]): Markup {
  const sample = tellingSample(samples);
  if (sample === undefined) return markup`<text class="note" y="24">No samples are kept.</text>`;
  const shown = shownAnswers(sample);
  const asked = linesOf(sample.question, letters.question, linesOfQuestion);
  const most = linesThatFit(sample.question, shown.length);
  const texts = shown.map(({ text }) => linesOf(text, letters.answer, most));
  const tops = texts.map((_, index) =>
    texts
      .slice(0, index)
      .reduce((top, lines) => top + heightOf(lines.length) + beside.gap, topOfAnswers(sample.question)),
  );
  return markup`<image class="map" y="${map.top}" width="${map.width}" height="${map.height}" href="data:${sample.map.mediaType};base64,${sample.map.base64}"/>
<text class="note" y="${map.top + map.height + 17}">The map as the policy sees it, at step ${sample.step + 1}</text>
${asked.map((line, index) => markup`<text class="asked" x="${beside.left}" y="${map.top + 12 + index * beside.questionLine}">${line}</text>`)}
${shown.map((answer, index) => answerBox(answer, texts[index]!, tops[index]!))}`;
}

/** One answer for each outcome, the model answer where there is one: as many as have room, the best and the worst among them. */
function shownAnswers({ answers, gold }: SampleCard): readonly SampledAnswer[] {
  const byReward = answers.toSorted((a, b) => b.total - a.total || Number(b.text === gold) - Number(a.text === gold));
  const each = outcomesOf(byReward).flatMap((outcome) => byReward.find((answer) => answer.outcome === outcome) ?? []);
  return each.length <= mostAnswers ? each : [...each.slice(0, mostAnswers - 1), each.at(-1)!];
}

function outcomesOf(answers: readonly SampledAnswer[]): readonly string[] {
  return [...new Set(answers.map(({ outcome }) => outcome))];
}

function topOfAnswers(question: string): number {
  const asked = linesOf(question, letters.question, linesOfQuestion).length;
  return map.top + asked * beside.questionLine + beside.gap;
}

/** Lines that each of so many answers may have, so that their boxes end where the map does. */
function linesThatFit(question: string, answers: number): number {
  const boxes = Math.min(answers, mostAnswers);
  const room = map.top + map.height - topOfAnswers(question) + beside.gap;
  return Math.max(2, Math.floor((room / boxes - beside.gap - heightOf(0)) / box.lineHeight));
}

function heightOf(lines: number): number {
  return box.heading + box.firstLine + (lines - 1) * box.lineHeight + box.bottom;
}

function answerBox({ total, advantage, outcome }: SampledAnswer, lines: readonly string[], top: number): Markup {
  const kind = outcome === 'right' ? 'right' : 'wrong';
  const points = total.toFixed(1).replace('-', '−');
  return markup`<g transform="translate(${beside.left} ${top})">
<rect class="answer" width="${beside.width}" height="${heightOf(lines.length)}" rx="8"/>
<text class="points" x="10" y="${box.heading}">${points}</text><text class="${kind}" x="56" y="${box.heading - 1}">${outcome}</text>
<text class="note end" x="${beside.width - 10}" y="${box.heading - 1}">adv. ${signed(advantage)}</text>
${lines.map((line, index) => markup`<text class="code" x="10" y="${box.heading + box.firstLine + index * box.lineHeight}">${line}</text>`)}</g>`;
}

/** A text in lines of at most so many letters, broken after its thought and at spaces; what is left out is marked. */
export function linesOf(text: string, letters: number, most: number): readonly string[] {
  const lines = text.split(/\n|(?<=<\/think>)/).flatMap((line) => broken(line, letters));
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), '…'];
}

function broken(line: string, letters: number): readonly string[] {
  if (line.length <= letters) return [line];
  const space = line.lastIndexOf(' ', letters);
  const end = space > 0 ? space : letters;
  return [line.slice(0, end), ...broken(line.slice(end).trimStart(), letters)];
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

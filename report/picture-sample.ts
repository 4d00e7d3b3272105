import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import type { SampleCard, SampledAnswer } from './types.ts';

const map = { width: 256, height: 288, top: 16 };
const box = { left: 272, width: 262, gap: 12, heading: 22, lineHeight: 11.9 };
/** Letters of 10 px of a monospaced face that fit a box. */
const lettersOfAnswer = 40;
const lettersOfQuestion = 90;
const linesOfAnswer = 9;
const linesOfQuestion = 2;

/**
 * The sample that shows best what is learnt: right and wrong answers to one question, of those a plan, of those one that
 * can be read in full, of those the latest.
 */
export function tellingSample(samples: readonly SampleCard[]): SampleCard | undefined {
  const telling = (sample: SampleCard): number => {
    const right = sample.answers.filter(isRight).length;
    const isMixed = right > 0 && right < sample.answers.length;
    const isPlan = sample.kind.startsWith('planning');
    const isShort = linesOf(sample.gold, lettersOfAnswer, Infinity).length <= linesOfAnswer;
    return 4 * Number(isMixed) + 2 * Number(isPlan) + Number(isShort);
  };
  return samples.reduce<SampleCard | undefined>(
    (best, sample) => (best === undefined || telling(sample) >= telling(best) ? sample : best),
    undefined,
  );
}

/** The map of the telling sample with its question, its best answer and its worst. */
export function pictureSample(samples: readonly SampleCard[]): Markup {
  const sample = tellingSample(samples);
  if (sample === undefined) return markup`<text class="note" y="24">No samples are kept.</text>`;
  const { mapPng, question, answers } = sample;
  const byReward = answers.toSorted((a, b) => b.total - a.total);
  const shown = [...new Set([byReward[0], byReward.at(-1)])].flatMap((answer) => answer ?? []);
  const height = (map.height - box.gap) / 2;
  const asked = linesOf(question, lettersOfQuestion, linesOfQuestion);
  return markup`<image class="map" y="${map.top}" width="${map.width}" height="${map.height}" href="data:image/png;base64,${mapPng}"/>
${asked.map((line, index) => markup`<text class="note" y="${map.top + map.height + 17 + index * 15}">${line}</text>`)}
${shown.map((answer, index) => answerBox(answer, map.top + index * (height + box.gap), height))}`;
}

function answerBox({ text, total, advantage, outcome }: SampledAnswer, top: number, height: number): Markup {
  const kind = outcome === 'right' ? 'right' : 'wrong';
  const lines = linesOf(text, lettersOfAnswer, linesOfAnswer);
  return markup`<g transform="translate(${box.left} ${top})">
<rect class="answer" width="${box.width}" height="${height}" rx="8"/>
<text class="points" x="10" y="${box.heading}">${total.toFixed(1).replace('-', '−')}</text><text class="${kind}" x="56" y="${box.heading - 1}">${outcome}</text>
<text class="note end" x="${box.width - 10}" y="${box.heading - 1}">adv. ${signed(advantage)}</text>
${lines.map((line, index) => markup`<text class="code" x="10" y="${box.heading + 16 + index * box.lineHeight}">${line}</text>`)}</g>`;
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

function isRight({ outcome }: SampledAnswer): boolean {
  return outcome === 'right';
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

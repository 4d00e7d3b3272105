import { createHash } from 'node:crypto';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { heldOutCard, heldOutStage, rightOf, sampleCard, trainingCard, type ShownCard } from './sample-card.ts';
import { stageColour } from './stage-line.ts';
import type { HeldOutCard, SampleCard } from './types.ts';

/** Bytes that all samples of a page may have together: with them a report stays below 8 MB. */
const room = 7_000_000;

/**
 * Questions with their answers, a card each. Without its program (`sample-viewer.js`) all cards stand one below the other; with it
 * one shows at a time, with filters, keys and links.
 */
export function sampleViewer(
  samples: readonly SampleCard[],
  heldOut: readonly HeldOutCard[],
  stages: readonly string[],
): Markup {
  const all = [...samples.map(trainingCard), ...heldOut.map(heldOutCard)];
  if (all.length === 0) return markup`<p class="note">No samples are kept yet.</p>`;
  const totals = all.flatMap(({ answers }) => answers.map(({ total }) => Math.abs(total)));
  const largest = Math.max(...totals, Number.EPSILON);
  const drawn = withinRoom(all.map((card) => ({ card, html: sampleCard(card, stages, largest) })));
  const cards = drawn.map(({ card }) => card);
  const left = all.length - cards.length;
  return markup`<form class="filters" hidden>
${choice(
  'stage',
  'Stage',
  [...stages, heldOutStage],
  cards.map(({ stage }) => stage),
)}
${choice(
  'kind',
  'Type',
  [],
  cards.map(({ kind }) => kind),
)}
${choice(
  'difficulty',
  'Map',
  [],
  cards.map(({ difficulty }) => difficulty),
)}
${choice(
  'outcome',
  'Outcome',
  ['right'],
  cards.flatMap(({ answers }) => answers.map(({ outcome }) => outcome)),
)}
<span class="walk"><button type="button" name="previous" aria-label="previous sample" title="previous: ← or k">←</button>
<output aria-live="polite">${cards.length} samples</output>
<button type="button" name="next" aria-label="next sample" title="next: → or j">→</button>
<button type="button" name="help" aria-label="keys" title="keys: ?">?</button></span>
</form>
<nav class="index" aria-label="All samples" hidden>${cards.map((card) => stop(card, stages))}</nav>
<p class="note about-index" hidden>Each dot is a sample in its stage’s colour, grey those held out, filled as far as its answers are right.</p>
<p class="note none" hidden>No sample is of all these. <button type="button" name="reset">Show all</button></p>
${drawn.map(({ html }) => html)}
${left === 0 ? undefined : markup`<p class="note">${left} more samples are left out: together they would be more than ${room / 1e6} MB.</p>`}
${keys}`;
}

/** As many cards as have room, in their order. Where not all have, those whose names' digests come first: some of each stage. */
function withinRoom<Drawn extends { readonly card: ShownCard; readonly html: Markup }>(
  drawn: readonly Drawn[],
): readonly Drawn[] {
  const digest = ({ card }: Drawn): string => createHash('sha256').update(card.id).digest('hex');
  const kept = new Set<Drawn>();
  let used = 0;
  for (const each of drawn.toSorted((a, b) => (digest(a) < digest(b) ? -1 : 1))) {
    const bytes = Buffer.byteLength(each.html.html);
    if (used + bytes > room) continue;
    used += bytes;
    kept.add(each);
  }
  return drawn.filter((each) => kept.has(each));
}

/** A choice of those values that occur, the given ones first. */
function choice(name: string, label: string, first: readonly string[], values: readonly string[]): Markup {
  const occurring = new Set(values);
  const options = [...new Set([...first, ...values])].filter((value) => occurring.has(value));
  return markup`<label>${label} <select name="${name}"><option value="">all</option>${options.map((value) => markup`<option value="${value}">${value}</option>`)}</select></label>`;
}

/** A sample among all: a stop in its stage's colour, filled as far as its answers are right. */
function stop(card: ShownCard, stages: readonly string[]): Markup {
  const { id, where, stage, kind, answers } = card;
  const share = answers.filter(({ outcome }) => outcome === 'right').length / answers.length;
  const what = `${where}, ${kind}, ${rightOf(card)}`;
  return markup`<a href="#${id}" title="${what}" aria-label="${what}" style="${stageColour(stages.indexOf(stage))};--right:${Math.round(100 * share)}%"></a>`;
}

const keys = markup`<dialog class="keys" aria-label="Keys"><h3>Keys</h3><dl>
<div><dt><kbd>→</kbd> <kbd>j</kbd></dt><dd>next sample</dd></div>
<div><dt><kbd>←</kbd> <kbd>k</kbd></dt><dd>previous sample</dd></div>
<div><dt><kbd>1</kbd> to <kbd>9</kbd></dt><dd>choose an answer: its route is drawn on the map</dd></div>
<div><dt><kbd>/</kbd> <kbd>f</kbd></dt><dd>go to the filters</dd></div>
<div><dt><kbd>?</kbd></dt><dd>these keys</dd></div>
</dl><form method="dialog"><button>Close</button></form></dialog>`;

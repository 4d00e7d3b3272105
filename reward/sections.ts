import { afterLast } from './cut.ts';
import type { Namer } from './station-name.ts';
import { strip } from './whitespace.ts';

/** One ride of an answer: the line as written, the stops cleaned once; `Wrong` where a value could not be read. */
export interface Section {
  readonly routeName: string;
  readonly departure: string;
  readonly arrival: string;
}

export interface ParsedAnswer {
  /** What accuracy reads. */
  readonly sections: readonly Section[];
  /** What detail reads: besides those, pieces whose labels are in another case. */
  readonly anyCaseSections: readonly Section[];
  /** Whether every piece that is not blank is a section with all its values. */
  readonly complete: boolean;
}

export interface SectionRules {
  readonly endArrivalAtLineEnd: boolean;
  readonly namer: Namer;
}

const labels = ['Route Name:', 'Departure Stop:', 'Arrival Stop:'];
const lowerLabels = labels.map((label) => label.toLowerCase());
const unreadable = 'Wrong';

/** What follows the first label up to the line end, which must be there. */
function valueOf(piece: string, label: string): string | undefined {
  const at = piece.indexOf(label);
  if (at < 0) return undefined;
  const end = piece.indexOf('\n', at + label.length);
  return end < 0 ? undefined : piece.slice(at + label.length, end);
}

function arrivalOf(piece: string, toLineEnd: boolean): string {
  const text = strip(afterLast(piece, 'Arrival Stop:'));
  const end = toLineEnd ? text.indexOf('\n') : -1;
  return end < 0 ? text : text.slice(0, end);
}

function readSection(piece: string, { endArrivalAtLineEnd, namer }: SectionRules): Section {
  const routeName = valueOf(piece, 'Route Name: ');
  const departure = valueOf(piece, 'Departure Stop: ');
  return {
    routeName: routeName === undefined ? unreadable : strip(routeName),
    departure: departure === undefined ? unreadable : namer(departure),
    arrival: namer(arrivalOf(piece, endArrivalAtLineEnd)),
  };
}

function isComplete({ routeName, departure, arrival }: Section): boolean {
  return routeName !== unreadable && departure !== unreadable && routeName !== '' && departure !== '' && arrival !== '';
}

/**
 * The sections of a planning answer, parted by `--`. Prose and thinking are not cut off: a piece without the
 * three labels is passed over.
 */
export function parseSections(answer: string, rules: SectionRules): ParsedAnswer {
  const sections: Section[] = [];
  const anyCaseSections: Section[] = [];
  let complete = true;
  for (const piece of answer.split('--')) {
    if (strip(piece) === '') continue;
    const exact = labels.every((label) => piece.includes(label));
    if (!exact) {
      complete = false;
      const lower = piece.toLowerCase();
      if (!lowerLabels.every((label) => lower.includes(label))) continue;
    }
    const section = readSection(piece, rules);
    anyCaseSections.push(section);
    if (exact) {
      sections.push(section);
      complete &&= isComplete(section);
    }
  }
  return { sections, anyCaseSections, complete: complete && sections.length > 0 };
}

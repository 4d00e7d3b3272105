import { afterLast, beforeFirst } from './cut.ts';
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

/**
 * Where the arrival stop of a section ends. `piece`: all text after the last label. `line`: the first line of that.
 * `closed line`: as the departure, after the first label up to a line end that must be there.
 */
export type ArrivalEnd = 'piece' | 'line' | 'closed line';

export interface SectionRules {
  readonly arrivalEnd: ArrivalEnd;
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

function arrivalOf(piece: string, end: ArrivalEnd): string | undefined {
  if (end === 'closed line') return valueOf(piece, 'Arrival Stop: ');
  const text = strip(afterLast(piece, 'Arrival Stop:'));
  return end === 'line' ? beforeFirst(text, '\n') : text;
}

/** The section that a piece holds. */
export function readSection(piece: string, { arrivalEnd, namer }: SectionRules): Section {
  const routeName = valueOf(piece, 'Route Name: ');
  const departure = valueOf(piece, 'Departure Stop: ');
  const arrival = arrivalOf(piece, arrivalEnd);
  return {
    routeName: routeName === undefined ? unreadable : strip(routeName),
    departure: departure === undefined ? unreadable : namer(departure),
    arrival: arrival === undefined ? unreadable : namer(arrival),
  };
}

/** The pieces of an answer that are not blank; sections are parted by `--`. */
export function piecesOf(answer: string): readonly string[] {
  return answer.split('--').filter((piece) => strip(piece) !== '');
}

/** Whether a piece has the three labels of a section. */
export function hasLabels(piece: string): boolean {
  return labels.every((label) => piece.includes(label));
}

function isComplete({ routeName, departure, arrival }: Section): boolean {
  return routeName !== unreadable && departure !== unreadable && routeName !== '' && departure !== '' && arrival !== '';
}

/**
 * The sections of a planning answer. Prose and thinking are not cut off: a piece without the
 * three labels is passed over.
 */
export function parseSections(answer: string, rules: SectionRules): ParsedAnswer {
  const sections: Section[] = [];
  const anyCaseSections: Section[] = [];
  let complete = true;
  for (const piece of piecesOf(answer)) {
    const exact = hasLabels(piece);
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

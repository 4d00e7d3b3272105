import { directions, gridColumns, gridRows, type Direction } from './grid.ts';
import { lineColours } from './styles.ts';

/** Station codes of drawn maps: a letter and a digit. 48, as many as a map may have stations. */
export const stationCodes: readonly string[] = ['A', 'B', 'C', 'D', 'E', 'F'].flatMap((letter) =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((digit) => `${letter}${digit}`),
);

/** At most this many lines on a drawn map. */
export const maxLines = 5;

/** Stops between two stops of one line: 0 up to this, as a line has at most 7 stops. */
export const maxViaStops = 5;

export function lineName(number: number): string {
  return `Line ${number}`;
}

/** The fixed parts of questions. The wording is our own; the kinds and their meaning are ReasonMap-Plus's. */
export const asks = {
  doStops: 'Do ',
  and: ' and ',
  shareLine: ' lie on the same line?',
  doesLine: 'Does',
  stopAt: ' stop at ',
  questionMark: '?',
  stopsBetween: 'How many stops lie between ',
  on: ' on',
  options: ['?\nA) ', '\nB) ', '\nC) ', '\nD) '],
  linesServing: 'How many lines serve ',
  linesOnMap: 'How many lines are on the map?',
  planFrom: 'Plan a trip from ',
  to: ' to ',
  short: '.\nGive the line, the departure stop and the arrival stop of each section.',
  long: '.\nGive the line, the departure stop, the arrival stop and the number of via stops of each section.',
  yesOrNo: '\nAnswer \\boxed{Yes} or \\boxed{No}.',
  letter: '\nAnswer with a letter in \\boxed{}.',
  number: '\nAnswer with a number in \\boxed{}.',
  whichLines: 'Which lines serve ',
  whichStops: 'Which stops are on',
  whereDoes: 'Where does',
  meet: ' meet',
} as const;

/** The fixed parts of answers. Routes are in ReasonMap's form. */
export const says = {
  think: '<think>',
  comma: ', ',
  thought: '</think>',
  route: 'Route Name:',
  departure: '\nDeparture Stop: ',
  arrival: '\nArrival Stop: ',
  viaStops: '\nNumber of Via Stops: ',
  nextRoute: '\n--\nRoute Name:',
} as const;

export function boxed(answer: string | number): string {
  return `\\boxed{${answer}}`;
}

export const optionLetters = ['A', 'B', 'C', 'D'] as const;

/** A line's colour in words: what a cold start calls the strokes of a cell before it knows their lines. */
export function colourWord(colour: string): string {
  return ` ${colour}`;
}

/** Where two lines meet, in whichever order they are named: the words of a trace before the stop, and those of a stop's labels. */
export function meetingWord(line: string, other: string): string {
  const [first, second] = [line, other].sort();
  return `; ${first} meets ${second} at `;
}

/** An option as a trace looks at it. */
export function optionNote(letter: string): string {
  return ` (${letter})`;
}

/** The column of a cell, and its row, from the top left; counted from 0 here and from 1 in words. */
export function columnWord(column: number): string {
  return ` column ${column + 1}`;
}
export function rowWord(row: number): string {
  return ` row ${row + 1}`;
}

/** A step of a ride to the cell beside it. */
export function directionWord(direction: Direction): string {
  return ` ${direction}`;
}

/** How many stops a ride has passed before it comes to one. */
export function passedWord(stops: number): string {
  return `: ${stops}`;
}

/** What a cold start says of a line, or of a colour, that leaves a stop in a direction. */
export function leavingWord(who: string, direction: Direction): string {
  return who + directionWord(direction);
}

const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/**
 * The closed language of drawn maps: every question, answer and caption is a concatenation of these pieces, and a
 * reader that takes the longest piece at each place finds them again. A line's piece holds the space before it.
 */
export const pieces: readonly string[] = [
  ...stationCodes,
  ...upTo(1, maxLines).map((number) => ` ${lineName(number)}`),
  ...upTo(0, maxViaStops).map(String),
  ...['Yes', 'No', ...optionLetters, ...upTo(1, maxLines)].map(boxed),
  ...Object.values(asks).flat(),
  ...Object.values(says),
  ...lineColours.map(colourWord),
  ...upTo(0, gridColumns - 1).map(columnWord),
  ...upTo(0, gridRows - 1).map(rowWord),
  ...directions.map(directionWord),
  ...upTo(0, maxViaStops).map(passedWord),
  ...directions.flatMap((direction) =>
    [...lineColours.map(colourWord), ...upTo(1, maxLines).map((number) => ` ${lineName(number)}`)].map((who) =>
      leavingWord(who, direction),
    ),
  ),
  ...upTo(1, maxLines).flatMap((a) => upTo(a + 1, maxLines).map((b) => meetingWord(lineName(a), lineName(b)))),
  ...optionLetters.map(optionNote),
];

const longestFirst = [...pieces].sort((a, b) => b.length - a.length);

/** The pieces of a text, the longest at each place; throws where no piece fits. */
export function piecesOf(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length;) {
    const piece = longestFirst.find((candidate) => text.startsWith(candidate, at));
    if (piece === undefined) {
      throw new Error(`no piece of the language starts ${JSON.stringify(text.slice(at, at + 20))} (character ${at})`);
    }
    found.push(piece);
    at += piece.length;
  }
  return found;
}

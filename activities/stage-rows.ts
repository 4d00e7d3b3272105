import type { LogEntry } from '../store/run-records.ts';
import { dealByShare, drawByShare, type Shares } from '../transit/deal.ts';
import { difficulties, type Difficulty, type QuestionKind } from '../transit/question.ts';
import { draws, seedFor, type SeedName } from '../transit/seed.ts';
import { recordsMarked, type DatasetMarks } from './dataset-marks.ts';
import type { CurriculumSpec } from './spec.ts';
import { difficultyShares } from './stage-questions.ts';
import { isSupervised, stageKinds, type StageSpec } from './stage-spec.ts';

/** A record of a dataset that is asked, and how often its line was passed before. */
export interface AskedRow {
  readonly row: number;
  readonly again: number;
}

/** Rows that wait in one line: those of all kinds of a list, or of one kind that has a share; of one difficulty where it decides. */
interface Line {
  readonly label: string;
  readonly rows: readonly number[];
}

type Counts = Map<string, number>;

/** Rows of each line that the steps before this one took. */
interface Given {
  readonly step: number;
  readonly counts: Counts;
}

/** What stands at the head of a count, which moves on by one. */
function next(counts: Counts, label: string): number {
  const place = counts.get(label) ?? 0;
  counts.set(label, place + 1);
  return place;
}

/**
 * Which rows of a dataset a stage asks: pure functions of spec, stage, marks, step and, for adaptive sampling, the training log.
 * What is remembered between calls only saves time.
 */
export class StageRows {
  readonly #stage: StageSpec;
  readonly #questions: number;
  readonly #marks: DatasetMarks;
  readonly #name: SeedName;
  #passed: readonly AskedRow[] | undefined;
  #given: Given = { step: 0, counts: new Map() };
  readonly #lines = new Map<string, Line>();
  readonly #orders = new Map<string, { readonly pass: number; readonly rows: readonly number[] }>();

  constructor({ seed, rollout }: CurriculumSpec, stage: StageSpec, marks: DatasetMarks) {
    this.#stage = stage;
    this.#questions = rollout.questions;
    this.#marks = marks;
    this.#name = ['dataset', seed, stage.name];
  }

  /** Questions that it has to ask, each counted once. */
  get size(): number {
    return this.#lots().reduce((sum, kind) => sum + this.#line(kind).rows.length, 0);
  }

  /** Lines that the stage draws from and that have nothing in them. */
  empty(): readonly string[] {
    const { difficulty } = this.#stage;
    const levels =
      difficulty && 'weights' in difficulty ? (Object.keys(difficulty.weights) as Difficulty[]) : [undefined];
    const lines = this.#lots().flatMap((kind) => levels.map((level) => this.#line(kind, level)));
    return lines.filter(({ rows }) => rows.length === 0).map(({ label }) => label);
  }

  /** One pass over a pool of so many: each row once, kinds and difficulties by their shares over the whole of it. */
  pass(count: number): readonly AskedRow[] {
    if (this.#passed?.length !== count) {
      const counts: Counts = new Map();
      this.#passed = this.#linesOfPass(count).map((line) => this.#at(line, next(counts, line.label)));
    }
    return this.#passed;
  }

  /** Why there is no such pass; empty where there is. */
  shortages(count: number): readonly string[] {
    const asked: Counts = new Map();
    const lines = this.#linesOfPass(count);
    for (const { label } of lines) next(asked, label);
    return [...new Set(lines)]
      .filter(({ label, rows }) => asked.get(label)! > rows.length)
      .map(({ label, rows }) => `asks ${asked.get(label)} questions ${label}, there are ${rows.length}`);
  }

  /** The rows of a step, counted from the stage's first, of a stage that goes on as long as it likes. */
  ofStep(step: number, log: readonly LogEntry[]): readonly AskedRow[] {
    return this.#stage.difficulty === undefined ? this.#inTurn(step) : this.#drawn(step, log);
  }

  /** Every line is passed to its end before it begins again. */
  #inTurn(step: number): readonly AskedRow[] {
    const counts = Array.isArray(this.#stage.kinds)
      ? new Map([[this.#line().label, step * this.#questions]])
      : this.#givenBefore(step);
    return this.#dealt(step).map((line) => this.#at(line, next(counts, line.label)));
  }

  /** How many rows of each line the steps before one took; counted on from the step that was asked for last. */
  #givenBefore(step: number): Counts {
    const from = this.#given.step <= step ? this.#given : { step: 0, counts: new Map<string, number>() };
    for (let before = from.step; before < step; before++)
      for (const { label } of this.#dealt(before)) next(from.counts, label);
    this.#given = { step, counts: from.counts };
    return new Map(from.counts);
  }

  /** Difficulties by their weights, which may be others at each step; of a difficulty any row, none twice while there are others. */
  #drawn(step: number, log: readonly LogEntry[]): readonly AskedRow[] {
    const kinds = this.#dealtKinds(this.#questions, [...this.#name, step]);
    const shares = this.#difficultyShares(log);
    const taken = new Map<string, Set<number>>();
    const again: Counts = new Map();
    return kinds.map((kind, index) => {
      const drawn = draws(seedFor(...this.#name, step, index));
      const some = shares.filter(([difficulty]) => this.#line(kind, difficulty).rows.length > 0);
      const line = this.#line(kind, drawByShare(some, drawn));
      let rows = taken.get(line.label);
      if (rows?.size === line.rows.length) {
        rows = undefined;
        next(again, line.label);
      }
      rows ??= new Set();
      taken.set(line.label, rows);
      let row = drawn.pick(line.rows);
      while (rows.has(row)) row = drawn.pick(line.rows);
      rows.add(row);
      return { row, again: again.get(line.label) ?? 0 };
    });
  }

  #difficultyShares(log: readonly LogEntry[]): Shares<Difficulty> {
    const kinds = this.#lots();
    const present = difficulties.filter((each) => kinds.some((kind) => this.#line(kind, each).rows.length > 0));
    return difficultyShares(this.#stage.difficulty, present, log) as Shares<Difficulty>;
  }

  #linesOfPass(count: number): readonly Line[] {
    const name = [...this.#name, 'pass'];
    const kinds = this.#dealtKinds(count, name);
    const { difficulty } = this.#stage;
    if (difficulty === undefined) return kinds.map((kind) => this.#line(kind));
    const weights = difficultyShares(difficulty, difficulties, []) as Shares<Difficulty>;
    const dealt = dealByShare(weights, count, [...name, 'difficulties']);
    return kinds.map((kind, index) => this.#line(kind, dealt[index]));
  }

  /** The line of each question of a step. */
  #dealt(step: number): readonly Line[] {
    return this.#dealtKinds(this.#questions, [...this.#name, step]).map((kind) => this.#line(kind));
  }

  /** The kind of each of so many questions; undefined where rows of any kind of a list may come. */
  #dealtKinds(count: number, name: SeedName): readonly (QuestionKind | undefined)[] {
    const { kinds } = this.#stage;
    if (Array.isArray(kinds)) return Array.from({ length: count }, () => undefined);
    return dealByShare(Object.entries(kinds) as [QuestionKind, number][], count, [...name, 'kinds']);
  }

  #lots(): readonly (QuestionKind | undefined)[] {
    return Array.isArray(this.#stage.kinds) ? [undefined] : stageKinds(this.#stage);
  }

  #line(kind?: QuestionKind, difficulty?: Difficulty): Line {
    const kinds = kind === undefined ? stageKinds(this.#stage) : [kind];
    const of = `of ${[...new Set(kinds)].join(', ')}`;
    const label = difficulty === undefined ? of : `${of} on ${difficulty} maps`;
    const known = this.#lines.get(label);
    if (known) return known;
    const levels = difficulty === undefined ? difficulties : [difficulty];
    const skips = this.#stage.dataset?.strangeTexts === 'skip';
    const without = { question: skips, solution: skips && isSupervised(this.#stage) };
    const line = { label, rows: recordsMarked(this.#marks, { kinds, difficulties: levels, without }) };
    this.#lines.set(label, line);
    return line;
  }

  /** The row at a place of a line that is passed again and again. */
  #at(line: Line, place: number): AskedRow {
    const { length } = line.rows;
    const pass = Math.floor(place / length);
    return { row: this.#ordered(line, pass)[place % length]!, again: pass };
  }

  #ordered({ label, rows }: Line, pass: number): readonly number[] {
    if (this.#stage.dataset?.order !== 'shuffled') return rows;
    const known = this.#orders.get(label);
    if (known?.pass === pass) return known.rows;
    const shuffled = draws(seedFor(...this.#name, label, pass)).shuffle(rows);
    this.#orders.set(label, { pass, rows: shuffled });
    return shuffled;
  }
}

import type { SelectedBatch } from '../activities/select-batch.ts';
import type { JsonDigest } from '../store/objects.ts';

interface Known {
  /**
   * Digest of the version that the first of the steps begins with: without it, steps that the training log has already are left for when
   * their turn has come.
   */
  readonly before?: string;
  /** Where the questions are chosen again: what of them was lost. */
  readonly lost?: string;
}

/** Chooses the questions of `count` steps from one on. */
type Choose = (step: number, count: number, known: Known) => Promise<readonly SelectedBatch[]>;

/**
 * The questions of a stage's steps, chosen ahead of them: several steps at once, beside the step before them. Where they depend on what is
 * learnt meanwhile (`ahead` is 1), each step's are chosen when its turn has come; so are those of the first step, which waits for no others.
 */
export class QuestionsAhead {
  readonly #choose: Choose;
  readonly #ahead: number;
  #chosen: readonly SelectedBatch[] = [];
  #coming: Promise<void> | undefined;

  constructor(choose: Choose, ahead: number) {
    this.#choose = choose;
    this.#ahead = ahead;
  }

  /** Those of the step after the one that was asked for last, where they are chosen by now. */
  get next(): JsonDigest | undefined {
    const [next] = this.#chosen;
    return next && { sha256: next.sha256, bytes: next.bytes };
  }

  /** The questions of a step that begins with the version of digest `before`. Steps are asked for one after the other, up to `end` (excluded). */
  async of(step: number, end: number, before: string): Promise<SelectedBatch> {
    const batch = await this.#take(step, end, { before });
    return batch!;
  }

  /** Those of the next step, before it is known what it begins with: undefined where the training log has it already. Else as `of`. */
  ahead(step: number, end: number): Promise<SelectedBatch | undefined> {
    return this.#take(step, end, {});
  }

  /** The questions of the step that was asked for last, kept again: something of them was lost. */
  async again(step: number, before: string, lost: string): Promise<SelectedBatch> {
    const [batch] = await this.#choose(step, 1, { before, lost });
    return batch!;
  }

  async #take(step: number, end: number, known: Known): Promise<SelectedBatch | undefined> {
    const [batch, ...later] = await this.#from(step, known);
    this.#chosen = later;
    const next = step + 1;
    // Those of a run that comes by its steps again are found one by one.
    if (batch && !batch.made && later.length === 0 && this.#ahead > 1 && next < end) this.#askFor(next, end);
    return batch;
  }

  async #from(step: number, known: Known): Promise<readonly SelectedBatch[]> {
    if (this.#chosen.length > 0) return this.#chosen;
    const coming = this.#coming;
    this.#coming = undefined;
    await coming;
    return this.#chosen.length > 0 ? this.#chosen : this.#choose(step, 1, known);
  }

  #askFor(step: number, end: number): void {
    this.#coming = this.#choose(step, Math.min(this.#ahead, end - step), {}).then((chosen) => {
      this.#chosen = chosen;
    });
    // Where it fails, the step that needs it fails; until then nobody looks.
    this.#coming.catch(() => undefined);
  }
}

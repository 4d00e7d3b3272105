/** Work that goes on beside what comes next, one piece after the other. What goes wrong with it shows where it is waited for. */
export class Beside {
  #work: Promise<unknown> = Promise.resolve();

  begin(work: () => Promise<unknown>): void {
    this.#work = this.#work.then(work);
    this.#work.catch(() => undefined);
  }

  /** All that was begun is done. */
  async done(): Promise<void> {
    await this.#work;
  }
}

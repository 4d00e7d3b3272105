import { isDamage, type Damage } from '../store/errors.ts';
import type { Incident } from './incidents.ts';

/** What something made for people leaves out, because it is lost or damaged. */
export class LeftOut {
  readonly incidents: Incident[] = [];

  /** What `read` gives; `instead` where that is lost or damaged, which is told then. */
  async orElse<T>(step: number, read: Promise<T>, instead: T): Promise<T> {
    return read.catch((error: unknown) => {
      if (!isDamage(error)) throw error;
      this.tell(error, step);
      return instead;
    });
  }

  tell({ message }: Damage, step: number): void {
    this.incidents.push({ kind: 'left out', step, what: `${message}; it is left out here` });
  }
}

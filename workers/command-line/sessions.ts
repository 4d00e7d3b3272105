import type { Watch, Watching } from '../watching.ts';

/** How a command comes to Temporal, MinIO and workers; what brings them up is not this room's affair. */
export interface Sessions {
  /**
   * Brings up what is not there, workers too, for as long as a watch takes. Answers with the exit status. The workers let specs name
   * files in `folders`, too.
   */
  readonly whole: (watch: Watch, shown: Shown, folders?: readonly string[]) => Promise<number>;
  /** The servers that are up; undefined where there are none. */
  readonly found: () => Promise<Pick<Watching, 'environment' | 'uiUrl'> | undefined>;
}

export interface Shown {
  /** Steps and lines go here. */
  readonly stream: 'stdout' | 'stderr';
  /** Whether servers and workers stay up after the end, for a person to look round, until Ctrl-C. */
  readonly staysOpen: boolean;
}

/** A command that ended as something else decided: with this exit status, which has been explained. */
export class Ended extends Error {
  override readonly name = 'Ended';

  readonly status: number;

  constructor(status: number) {
    super(`ended with status ${status}`);
    this.status = status;
  }
}

/** For where there are none to be had. */
export const noSessions: Sessions = {
  whole: () => Promise.reject(new Error('no servers can be brought up here')),
  found: () => Promise.resolve(undefined),
};

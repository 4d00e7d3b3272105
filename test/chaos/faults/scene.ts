import type { Crew } from '../crew.ts';
import type { Updates } from '../updates.ts';
import type { World } from '../world.ts';

/** What a fault strikes. */
export interface Scene {
  readonly world: World;
  readonly crew: Crew;
  readonly workflowId: string;
  readonly updates: Updates;
  /** How long a store that refuses, is slow or is full stays so. */
  readonly outageMs: number;
  /** A share that is left to chance, from 0 to 1, decided by the fault's seed. */
  readonly share: number;
  /** To be called at the moment at which the harm is done. */
  readonly struck: () => void;
  /** Aborts when the run has ended: what is waited for does not come any more. */
  readonly over: AbortSignal;
}

/** Does harm and mends what does not mend itself. What it waits for it may give up when the run is over. */
export type Injector = (scene: Scene) => Promise<void>;

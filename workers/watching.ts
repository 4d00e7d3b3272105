import type { Screen } from './step-printer.ts';

/** What a command that watches a run is given. */
export interface Watching {
  /** Environment that reaches Temporal and MinIO. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly uiUrl: string | undefined;
  /** Aborts when the person leaves: the run goes on at the next start. */
  readonly signal: AbortSignal;
  /** Where steps and lines are shown. */
  readonly screen: Screen;
  readonly colours: boolean;
  readonly log: (line: string) => void;
}

/** What is done once servers, and workers where there are any, are up; returns the exit code. */
export type Watch = (watching: Watching) => Promise<number>;

export const leftWord = 'The run is kept as it is: the same command goes on from here.';
export const joinedWord = 'goes on, by the spec that it was started with';

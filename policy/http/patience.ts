export interface Patience {
  /** Tries of a request before it is given up, with waits of half a second, doubled up to 30, in between: 8 are a minute. */
  readonly tries: number;
  /** Seconds that one try may last. */
  readonly seconds: number;
}

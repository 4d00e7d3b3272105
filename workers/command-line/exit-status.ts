/** The exit status of a command that was given wrong arguments or input. */
export const BAD_INPUT = 2;

/** Of one that something else stopped. */
export const STOPPED = 1;

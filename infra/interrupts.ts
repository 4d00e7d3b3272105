const deafMs = 1_000;

/** How a command that was interrupted exits. */
export const interruptedCode = 130;

/**
 * A signal that aborts at the first Ctrl-C (or SIGTERM, or the end of the terminal). npm passes on what the terminal has sent to us already, so one Ctrl-C comes
 * twice: for a second after the first we are deaf, and the next one after that gives up at once.
 */
export function onInterrupt(log: (line: string) => void): AbortSignal {
  const stop = new AbortController();
  let deaf = false;
  const interrupted = (): void => {
    if (deaf) return;
    if (stop.signal.aborted) {
      log('Stopped at once. What was left running is found and used by the next `npm start`.');
      process.exit(interruptedCode);
    }
    deaf = true;
    setTimeout(() => (deaf = false), deafMs).unref();
    log(
      'Stopping: workers finish what they have in hand, then what was started here ends (Ctrl-C again to leave at once) ...',
    );
    stop.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupted);
  // With the terminal gone, a line that cannot be written must not keep us from stopping things.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return stop.signal;
}

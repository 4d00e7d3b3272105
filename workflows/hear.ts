import { log, setHandler, type SignalDefinition } from '@temporalio/workflow';

/**
 * Listens to a signal that anyone may send. What has not its form is passed over: an error would fail the workflow's task, and, since the
 * signal stays in the history, each try at it.
 */
export function hear<Told>(
  signal: SignalDefinition<[Told]>,
  fits: (told: unknown) => told is Told,
  { description, act }: { readonly description: string; readonly act: (told: Told) => void | Promise<void> },
): void {
  const heard = (told: unknown): void | Promise<void> => {
    if (fits(told)) return act(told);
    log.warn(`a signal "${signal.name}" that is none was passed over`);
  };
  setHandler(signal, heard, { description });
}

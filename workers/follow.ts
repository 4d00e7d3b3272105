import type { WorkflowHandle } from '@temporalio/client';

import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import { progressQuery, type Progress } from '../workflows/messages.ts';
import { paceOf } from './pace.ts';
import { stepLine } from './step-line.ts';
import { stepPrinter, type Screen } from './step-printer.ts';

const pollMs = 400;

const asides: Partial<Readonly<Record<Progress['state'], string>>> = {
  evaluating: 'asking the held-out questions ...',
  paused: 'paused',
  stopping: 'stopping after this step ...',
};

/**
 * Shows a run until it ends or `signal` aborts: each step once and in order, from the training log, whoever started the run and
 * however often this process was. Answers true where the run has ended.
 */
export async function followRun(
  handle: WorkflowHandle,
  store: ObjectStore,
  screen: Screen,
  signal: AbortSignal,
): Promise<boolean> {
  const state = { ended: false };
  const ended = handle.result().then(
    () => void (state.ended = true),
    () => void (state.ended = true),
  );
  const printer = stepPrinter(screen);
  const pace = paceOf();
  let shown = 0;
  let aside: string | undefined;

  async function showNews(): Promise<void> {
    const progress = await handle.query(progressQuery).catch(() => undefined);
    if (!progress || progress.run === '') return;
    const records = runRecords(store, progress.run);
    for (let entry = await records.logEntry(shown); entry; entry = await records.logEntry(shown)) {
      shown += 1;
      printer.step(stepLine(entry, progress.steps, pace(shown, progress.steps)));
    }
    const news = asides[progress.state];
    if (news !== undefined && news !== aside) printer.news(news);
    aside = news;
  }

  while (!state.ended && !signal.aborted) {
    await showNews();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, pollMs))]);
  }
  if (state.ended) await showNews();
  printer.end();
  return state.ended;
}

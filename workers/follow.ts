import type { Client, WorkflowHandle } from '@temporalio/client';

import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { Progress } from '../workflows/messages.ts';
import { paceOf } from './pace.ts';
import { stepLine } from './step-line.ts';
import { stepPrinter, type Screen } from './step-printer.ts';
import { watchRun } from './watch-run.ts';

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
  client: Client,
  handle: WorkflowHandle,
  store: ObjectStore,
  screen: Screen,
  signal: AbortSignal,
): Promise<boolean> {
  const printer = stepPrinter(screen);
  const pace = paceOf();
  let caughtUp = false;
  /** Steps of the run, counted on from its parent's where it is a fork. */
  let shown: number | undefined;
  let aside: string | undefined;

  async function showNews({ run, state, steps }: Progress): Promise<void> {
    const records = runRecords(store, run);
    shown ??= (await records.snapshotSteps())[0] ?? 0;
    for (let entry = await records.logEntry(shown); entry; entry = await records.logEntry(shown)) {
      shown += 1;
      // Steps made before we came say nothing of the pace.
      printer.step(stepLine(entry, steps, caughtUp ? pace(shown, steps) : undefined));
    }
    caughtUp = true;
    const news = asides[state];
    if (news !== undefined && news !== aside) printer.news(news);
    aside = news;
  }

  try {
    return await watchRun(client, handle, signal, showNews);
  } finally {
    printer.end();
  }
}

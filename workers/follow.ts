import type { Client } from '@temporalio/client';

import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import { progressQuery, type Progress } from '../workflows/messages.ts';
import { stepLine } from './step-line.ts';

const pollMs = 500;

/** Where a person watches: a terminal rewrites its last line, a pipe gets a line a step. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows a run until it ends: each step once, from the training log, in order, whoever started the run and however often this
 * process was started. Answers with the workflow's result, or throws its failure.
 */
export async function followRun<T>(client: Client, store: ObjectStore, workflowId: string, screen: Screen): Promise<T> {
  const handle = client.workflow.getHandle(workflowId);
  const state = { ended: false };
  const result = handle.result().finally(() => (state.ended = true));
  result.catch(() => undefined);
  const print = printer(screen);
  let shown = 0;
  let said = '';
  const begun = { at: performance.now(), step: -1 };
  while (!state.ended) {
    const progress = await handle.query(progressQuery).catch((): Progress | undefined => undefined);
    if (progress?.run) {
      const records = runRecords(store, progress.run);
      for (let entry = await records.logEntry(shown); entry; entry = await records.logEntry(shown)) {
        shown += 1;
        if (begun.step < 0) Object.assign(begun, { at: performance.now(), step: shown });
        const pace = (performance.now() - begun.at) / 1000 / Math.max(1, shown - begun.step);
        const left = shown > begun.step ? pace * (progress.steps - shown) : undefined;
        print.step(stepLine(entry, progress.steps, left));
      }
    }
    const news = progress && progress.state !== 'training' ? progress.state : '';
    if (news !== said && news !== '') print.news(news === 'evaluating' ? 'asking the held-out questions ...' : news);
    said = news;
    await Promise.race([result.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, pollMs))]);
  }
  print.end();
  return (await result) as T;
}

/** On a terminal a step overwrites the one before it, but every tenth stays. */
function printer(screen: Screen): { step(line: string): void; news(line: string): void; end(): void } {
  let open = false;
  let count = 0;
  const line = (text: string): void => {
    screen.write(`${open ? '\r\u001b[K' : ''}${text}\n`);
    open = false;
  };
  return {
    step(text) {
      count += 1;
      if (!screen.isTTY || count % 10 === 0) return line(text);
      screen.write(`${open ? '\r\u001b[K' : ''}${text}`);
      open = true;
    },
    news: line,
    end() {
      if (open) screen.write('\n');
    },
  };
}

import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { rootCause } from '@temporalio/common';

import type { CurriculumSpec } from '../../activities/spec.ts';
import type { ObjectStore } from '../../store/objects.ts';
import { mainQueue } from '../../workflows/queues.ts';
import type { CurriculumResult, trainCurriculum } from '../../workflows/train-curriculum.ts';
import { Crew } from './crew.ts';
import type { Scene } from './faults/scene.ts';
import { historyFacts, type HistoryFacts } from './history-facts.ts';
import { patiently } from './patiently.ts';
import { watchUpdates } from './updates.ts';
import type { World } from './world.ts';

/** A run that has ended, well or not. */
export interface EndedRun {
  /** Undefined where it failed. */
  readonly result: CurriculumResult | undefined;
  readonly failure: string | undefined;
  readonly facts: HistoryFacts;
  readonly store: ObjectStore;
  /** Why workers died that nobody had killed. */
  readonly deaths: readonly string[];
}

/** A run before it has begun: its id, which is its bucket's name too. */
export interface RunToBe {
  readonly id: string;
  readonly spec: CurriculumSpec;
  readonly outageMs: number;
  readonly log: (line: string) => void;
}

/** What happens to a run while it is at work, and to what it left once it has ended. */
export interface Disturbance {
  readonly during?: (scene: Omit<Scene, 'struck' | 'share'>) => Promise<void>;
  readonly afterwards?: (store: ObjectStore) => Promise<void>;
}

type Handle = WorkflowHandle<typeof trainCurriculum> & { readonly firstExecutionRunId: string };

/** Waits for the end of a run whose server may be killed meanwhile. */
async function endOf(run: Handle): Promise<Pick<EndedRun, 'result' | 'failure'>> {
  try {
    const isAnswer = (error: Error): boolean => error instanceof WorkflowFailedError;
    return { result: await patiently(() => run.result(), isAnswer), failure: undefined };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { result: undefined, failure: rootCause(error.cause) ?? error.message };
  }
}

/** Runs a spec to its end in a bucket of its own, with workers of its own, and does to it what the disturbance does. */
export async function runToEnd(
  world: World,
  { id, spec, outageMs, log }: RunToBe,
  { during, afterwards }: Disturbance = {},
): Promise<EndedRun> {
  const store = await world.store(id);
  const crew = new Crew(world.environment(id), log);
  const over = new AbortController();
  try {
    await Promise.all([crew.enter('policy'), crew.enter('workflow')]);
    const options = { workflowId: id, taskQueue: mainQueue, args: [spec] as [unknown] };
    const run = await world.client.workflow.start<typeof trainCurriculum>('trainCurriculum', options);
    const ended = endOf(run).finally(() => over.abort());
    const updates = watchUpdates(store, `${id}/${run.firstExecutionRunId}`, over.signal);
    await Promise.all([ended, during?.({ world, crew, workflowId: id, updates, outageMs, over: over.signal })]);
    await afterwards?.(store);
    const facts = await historyFacts(world.client, id);
    return { ...(await ended), facts, store, deaths: crew.deaths };
  } finally {
    over.abort();
    await crew.close();
  }
}

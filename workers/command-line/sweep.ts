import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { Command, InvalidArgumentError } from 'commander';

import { lengthOfTime, secondsIn, type SweepSpec } from '../../activities/sweep-spec.ts';
import { sweptText, type Swept } from '../../report/swept-text.ts';
import { mainQueue } from '../../workflows/queues.ts';
import { sweepId } from '../../workflows/sweep-id.ts';
import type { sweepStore } from '../../workflows/sweep-store.ts';
import { connectClient, type TemporalEnvironment } from '../connect.ts';
import { isServed } from '../is-served.ts';
import { runResult } from '../run-result.ts';
import { Ended, type Sessions } from './sessions.ts';

interface SweepOptions {
  readonly olderThan: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** A worker whose run has been ended under it goes on until it hears so. By then what it wrote must still be there (docs/store.md). */
const leastSeconds = 600;

function time(text: string): string {
  const { success, error } = lengthOfTime.safeParse(text);
  if (!success) throw new InvalidArgumentError(`It ${error.issues[0]?.message}.`);
  if (secondsIn(text) < leastSeconds) throw new InvalidArgumentError('It must be 10m or more.');
  return text;
}

/** Tells, and with `--yes` removes, what nothing in the store names any more. */
export function sweepCommand(sessions: Sessions): Command {
  return new Command('sweep')
    .description('Tells which objects in MinIO nothing names any more, and with --yes removes them (docs/store.md).')
    .option('--older-than <time>', 'leave what was written later: 24h, 7d, 30m; 10m at least', time, '24h')
    .option('--yes', 'remove it; without this flag nothing is', false)
    .option('--json', 'print one JSON object', false)
    .action(async ({ olderThan, yes, json }: SweepOptions) => {
      const swept = await sweptBy({ olderThan, remove: yes }, sessions);
      process.stdout.write(`${json ? JSON.stringify(swept) : sweptText(swept)}\n`);
    });
}

/** What came of a sweep: what it found, or why it found nothing. */
type Outcome = { readonly swept: Swept } | { readonly failure: string };

/** By workers that are there; where none are, by workers brought up for as long as it takes. */
async function sweptBy(spec: SweepSpec, sessions: Sessions): Promise<Swept> {
  const servers = await sessions.found();
  let outcome =
    servers &&
    (await reaching(servers.environment, async (client) =>
      (await isServed({ client })) ? outcomeOf(client, spec) : undefined,
    ));
  if (!outcome) {
    const status = await sessions.whole(
      async ({ environment }) => {
        outcome = await reaching(environment, (client) => outcomeOf(client, spec));
        return 0;
      },
      { stream: 'stderr', staysOpen: false },
    );
    if (!outcome) throw new Ended(status);
  }
  if ('swept' in outcome) return outcome.swept;
  console.error(outcome.failure);
  throw new Ended(1);
}

async function reaching<T>(environment: TemporalEnvironment, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectClient(environment);
  try {
    return await work(client);
  } finally {
    await client.connection.close();
  }
}

async function outcomeOf(client: Client, spec: SweepSpec): Promise<Outcome> {
  const staticSummary = spec.remove ? 'sweep of the store' : 'dry run of a sweep of the store';
  const options = { workflowId: sweepId, taskQueue: mainQueue, staticSummary, args: [spec] as [unknown] };
  try {
    return { swept: await runResult(await client.workflow.start<typeof sweepStore>('sweepStore', options)) };
  } catch (error) {
    return {
      failure:
        error instanceof WorkflowExecutionAlreadyStartedError
          ? `A sweep is at work: wait for it, temporal workflow result --workflow-id ${sweepId}`
          : (error as Error).message,
    };
  }
}

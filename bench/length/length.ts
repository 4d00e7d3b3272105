import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { connectClient } from '../../workers/connect.ts';
import { progressQuery } from '../../workflows/messages.ts';
import { historiesOf, startRun, type Link, type Run } from '../durability/durable-run.ts';
import { residentMegabytes } from '../durability/memory.ts';
import { median, rounded } from '../policy/stats.ts';
import type { InstantRun } from './instant.ts';
import { withInstantWorkers } from './instant-workers.ts';

/** What was seen when the run had come to a step. */
export interface Look {
  readonly step: number;
  /** Of the worker process. */
  readonly residentMegabytes: number;
  /** Milliseconds until the stage at work answers where it is. */
  readonly query: { readonly p50: number; readonly p95: number };
}

export interface Length {
  readonly seconds: number;
  readonly continuedAsNew: number;
  readonly looks: readonly Look[];
  /** Of the stage, from one continue-as-new to the next. */
  readonly segments: readonly { readonly steps: number; readonly eventsAStep: number; readonly bytesAStep: number }[];
  /** Of the curriculum's own history. */
  readonly curriculum: { readonly events: number; readonly bytes: number };
}

const queriesALook = 40;

/** A run of many steps: real workflows on a real server, activities that take no time. `every` steps it is looked at. */
export async function lengthOf(
  asked: InstantRun,
  every: number,
  servers: Readonly<Record<string, string>>,
): Promise<Length> {
  const client = await connectClient({ ...process.env, ...servers });
  try {
    return await withInstantWorkers(asked, servers, (worker) => watched(client, worker, asked, every));
  } finally {
    await client.connection.close();
  }
}

async function watched(client: Client, child: ChildProcess, { steps }: InstantRun, every: number): Promise<Length> {
  const begun = performance.now();
  const run = await startRun(client, {});
  const looks: Look[] = [];
  for (let next = every; next < steps; next += every) {
    await reached(client, run, next);
    const look = await lookAt(client, run, child.pid!);
    // A workflow that has ended is out of its worker's memory: it would be replayed for each query.
    if (look.step === steps) break;
    looks.push(look);
  }
  await run.result();
  const seconds = (performance.now() - begun) / 1000;
  const { curriculum, stages } = await historiesOf(client, run);
  const links = stages.flat();
  return {
    seconds: rounded(seconds),
    continuedAsNew: links.length - 1,
    looks,
    segments: links.map(segmentOf),
    curriculum: { events: curriculum.events.length, bytes: curriculum.bytes },
  };
}

/** Where the stage is; undefined while it cannot tell: before it has begun, or where its worker is too busy to answer in time. */
async function stageStep(client: Client, { workflowId }: Run): Promise<number | undefined> {
  const stage = client.workflow.getHandle(`${workflowId}/stage-long`);
  return stage.query(progressQuery).then(
    ({ step }) => step,
    () => undefined,
  );
}

/** Waits until the stage has made so many steps. */
async function reached(client: Client, run: Run, step: number): Promise<void> {
  while (((await stageStep(client, run)) ?? 0) < step) await sleep(20);
}

async function lookAt(client: Client, run: Run, pid: number): Promise<Look> {
  const milliseconds: number[] = [];
  let step = 0;
  while (milliseconds.length < queriesALook) {
    const asked = performance.now();
    const answer = await stageStep(client, run);
    if (answer === undefined) continue;
    step = answer;
    milliseconds.push(performance.now() - asked);
  }
  const [p95] = milliseconds.toSorted((a, b) => b - a).slice(Math.floor(queriesALook / 20));
  return {
    step,
    residentMegabytes: Math.round(residentMegabytes(pid)),
    query: { p50: rounded(median(milliseconds)), p95: rounded(p95!) },
  };
}

function segmentOf({ events, bytes }: Link) {
  const steps = events.filter(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === 'scoreAndUpdate',
  ).length;
  return { steps, eventsAStep: rounded(events.length / steps), bytesAStep: Math.round(bytes / steps) };
}

/** How much of each there was at the end over how much at the start: 1 where a run's length changes nothing. */
export function growthOf({ looks, segments }: Length) {
  const over = (values: readonly number[]): number => rounded(values.at(-1)! / values[0]!);
  /** The last segment is cut off where the stage ends. */
  const whole = segments.filter(({ steps }) => steps === segments[0]!.steps);
  return {
    eventsAStep: over(whole.map(({ eventsAStep }) => eventsAStep)),
    bytesAStep: over(whole.map(({ bytesAStep }) => bytesAStep)),
    residentMegabytes: over(looks.map((look) => look.residentMegabytes)),
    query: over(looks.map(({ query }) => query.p50)),
  };
}

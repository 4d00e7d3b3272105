import type { Client } from '@temporalio/client';

import { historiesOf, type Run } from '../durability/durable-run.ts';
import { spansOf } from '../durability/spans.ts';
import { median, rounded } from '../policy/stats.ts';

/** Seconds of a reinforced step by the clock of Temporal's server, from the end of one update to the end of the next, and what of them the policy tells. */
export interface StepSeconds {
  /** Undefined where no stage has two steps that sampled. */
  readonly whole: number | undefined;
  readonly sampling: number;
  readonly update: number;
}

/** Medians over the steps that sampled: what is compiled in the first ones does not decide them. */
export async function stepSeconds(
  client: Client,
  run: Run,
  measured: readonly Readonly<Record<string, number>>[],
): Promise<StepSeconds> {
  const sampled = measured.filter((metrics) => 'timing_s/gen' in metrics);
  const { stages } = await historiesOf(client, run);
  const wholes = stages.flatMap((links) => {
    const spans = links.flatMap(({ events }) => spansOf(events));
    if (!spans.some(({ what }) => what === 'rollout')) return [];
    const ends = spans.filter(({ what }) => what === 'scoreAndUpdate').map(({ ended }) => ended);
    return ends.slice(1).map((end, index) => (end - ends[index]!) / 1000);
  });
  const medianOf = (name: string): number => rounded(median(sampled.map((metrics) => metrics[name]!)));
  return {
    whole: wholes.length > 0 ? rounded(median(wholes)) : undefined,
    sampling: medianOf('timing_s/gen'),
    update: medianOf('timing_s/update_actor'),
  };
}

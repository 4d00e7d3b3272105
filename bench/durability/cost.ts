import { runRecords, type LogEntry } from '../../store/run-records.ts';
import type { CurriculumSpec } from '../../activities/spec.ts';
import { median, rounded } from '../policy/stats.ts';
import { durableRun, stepsOf, type DurableRun } from './durable-run.ts';
import type { InProcessRun, InProcessTrainer } from './in-process.ts';
import type { Site } from './site.ts';

/** One side after the other, on the same steps. */
interface Pair {
  readonly plain: InProcessRun;
  readonly durable: DurableRun;
  readonly log: readonly LogEntry[];
}

/**
 * The same steps as a run and as a plain loop, in turns; a first round of both is not counted. Throws where the two end with other
 * digests: they would not have done the same.
 */
export async function costOf(spec: CurriculumSpec, rounds: number, trainer: InProcessTrainer, site: Site) {
  const steps = stepsOf(spec);
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds; round++) {
    const plain = await trainer.run(spec);
    const durable = await durableRun(site.client, spec);
    const { digest } = durable.result.version;
    if (digest !== plain.digest) throw new Error(`the run ended with ${digest}, the plain loop with ${plain.digest}`);
    const log = await runRecords(site.store, durable.result.run).logEntries(0, steps);
    if (round > 0) pairs.push({ plain, durable, log });
  }
  return summary(pairs, spec);
}

function summary(pairs: readonly Pair[], { rollout, threads }: CurriculumSpec) {
  const { plain, durable } = pairs[0]!;
  const steps = pairs[0]!.log.length;
  const middle = (of: (pair: Pair) => number): number => rounded(median(pairs.map(of)));
  const eachOf = <Name extends string>(
    record: Readonly<Record<Name, number>>,
    of: (pair: Pair, name: Name) => number,
  ) => Object.fromEntries((Object.keys(record) as Name[]).map((name) => [name, middle((pair) => of(pair, name))]));
  const { activities, ...waits } = durable.spent;
  return {
    steps,
    rounds: pairs.length,
    batch: { questions: rollout.questions, answers: rollout.answers, shards: rollout.shards, threads },
    sameDigest: durable.result.version.digest,
    secondsAStep: {
      plain: middle((pair) => pair.plain.seconds / steps),
      durable: middle((pair) => pair.durable.seconds / steps),
    },
    ratio: middle((pair) => pair.durable.seconds / pair.plain.seconds),
    /** What a step takes more than in the plain loop. */
    orchestrationMsAStep: middle((pair) => (1000 * (pair.durable.seconds - pair.plain.seconds)) / steps),
    plainMsAStep: eachOf(plain.msAStep, (pair, name) => pair.plain.msAStep[name]),
    /** Adds up to a step. */
    durableMsAStep: {
      activities: eachOf(activities, (pair, name) => (pair.durable.spent.activities[name] ?? 0) / steps),
      ...eachOf(waits, (pair, name) => pair.durable.spent[name] / steps),
    },
    /** Of them inside the policy, as the training log has it. */
    policyMsAStep: {
      sample: middle((pair) => meanOf(pair.log, 'timing_s/sample') * 1000),
      update: middle((pair) => meanOf(pair.log, 'timing_s/update_actor') * 1000),
    },
    eventsAStep: rounded(durable.events / steps),
    bytesAStep: Math.round(durable.bytes / steps),
  };
}

const meanOf = (log: readonly LogEntry[], name: string): number =>
  log.reduce((sum, { metrics }) => sum + (metrics[name] ?? 0), 0) / log.length;

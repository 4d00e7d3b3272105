import type { Evaluation } from '../../activities/data.ts';
import type { ObjectStore } from '../../store/objects.ts';
import { runRecords, type SnapshotRecord } from '../../store/run-records.ts';
import type { CurriculumResult } from '../../workflows/train-curriculum.ts';

/** What a run came to, by names; nothing in it may depend on what happened to servers and workers. */
export type Outcome = Readonly<Record<string, unknown>>;

type Metrics = Readonly<Record<string, number>>;

const lasting = (metrics: Metrics): Metrics =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.startsWith('timing_s/')));

/** A line of metrics.jsonl without the run's name and what a clock measured. */
function lastingLine(line: string): unknown {
  const { run: _, metrics, ...rest } = JSON.parse(line) as { run: string; metrics: Metrics };
  return { ...rest, metrics: lasting(metrics) };
}

/** Gathers what a run came to from its result and its records. */
export async function outcomeOf(store: ObjectStore, result: CurriculumResult): Promise<Outcome> {
  // Report, seal and the links of the log are over bytes that hold seconds.
  const { run, report: _, seal: __, ...rest } = result;
  const outcome: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [`result ${name}`, value]),
  );
  for (const { previous: ___, metrics, ...entry } of await runRecords(store, run).logEntries(0, result.version.step))
    outcome[`log entry ${entry.step}`] = { ...entry, metrics: lasting(metrics) };
  for (const [folder, name] of [
    ['snapshots', 'snapshot'],
    ['evaluations', 'evaluation'],
  ] as const)
    for (const key of await store.listKeys(`runs/${run}/${folder}/`))
      outcome[`${name} ${key.slice(`runs/${run}/${folder}/`.length)}`] = await store.readRecord<
        SnapshotRecord | Evaluation
      >(key);
  const lines = ((await store.read(`runs/${run}/metrics.jsonl`)) ?? Buffer.alloc(0)).toString('utf8').trimEnd();
  for (const [index, line] of lines.split('\n').entries())
    outcome[`metrics.jsonl line ${index + 1}`] = lastingLine(line);
  return outcome;
}

/** The names of what differs between two outcomes, or is in one alone. */
export function differences(a: Outcome, b: Outcome): readonly string[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

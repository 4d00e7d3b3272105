import type { Bucket } from '../store/bucket.ts';
import { stepIn } from '../store/step-name.ts';

/** What a sweep sees of a run's records, without reading them. Times are of the store's clock, in milliseconds. */
export interface RunStanding {
  readonly name: string;
  /** Steps of its snapshots in order, and when each was kept. */
  readonly snapshots: Map<number, number>;
  /** What was retired, by the name of its record below `retired/`, and when. */
  readonly retired: Map<string, number>;
  /** When anything of it was last written. */
  touched: number;
}

const ofRun = /^runs\/(.+\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/(.+)$/;

/** The run whose record a name is, and the record; undefined of other names. */
export function runAndRecord(key: string): readonly [run: string, record: string] | undefined {
  const [, run, record] = ofRun.exec(key) ?? [];
  return run === undefined || record === undefined ? undefined : [run, record];
}

/** How all runs of the store stand. In memory are the names of runs and the steps of their snapshots. */
export async function runStandings(bucket: Bucket): Promise<ReadonlyMap<string, RunStanding>> {
  const standings = new Map<string, RunStanding>();
  for await (const { key, modified } of bucket.walk('runs/')) {
    const [name, record] = runAndRecord(key) ?? [];
    if (name === undefined || record === undefined) continue;
    const standing = standings.get(name) ?? { name, snapshots: new Map(), retired: new Map(), touched: 0 };
    standings.set(name, standing);
    if (record.startsWith('retired/')) standing.retired.set(record.slice('retired/'.length), modified);
    else standing.touched = Math.max(standing.touched, modified);
    if (record.startsWith('snapshots/')) standing.snapshots.set(stepIn(record), modified);
  }
  return standings;
}

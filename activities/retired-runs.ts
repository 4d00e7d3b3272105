import type { RetiredRun } from '../report/swept-text.ts';
import type { ObjectStore } from '../store/objects.ts';
import { stepIn, stepName } from '../store/step-name.ts';
import type { RunRef } from './data.ts';
import type { OpenWork } from './open-work.ts';
import { ratedSnapshots } from './rated-snapshots.ts';
import { reliances } from './reliances.ts';
import { letGo, nothingGoes, type LetGo, type Reliance } from './retention.ts';
import { curriculumOf } from './run-spec.ts';
import { runAndRecord, runStandings, type RunStanding } from './run-standings.ts';

/** What of what a record names stays for its sake: all; what is still there; nothing. */
export type Reach = 'all' | 'what is there' | 'nothing';

export interface Retirement {
  /** What is let go now, and was not before. */
  readonly news: readonly RetiredRun[];
  /** Says so in the store. */
  readonly write: () => Promise<void>;
  readonly reachOf: (key: string) => Reach;
}

const snapshotRecord = (step: number): string => `snapshots/${stepName(step)}.json`;

/** Names, below `retired/` of a run, of the records that say what goes. */
export function namesOf({
  snapshots,
  log,
  predictions,
}: Pick<LetGo, 'snapshots' | 'log' | 'predictions'>): readonly string[] {
  const all = log ? ['log.json'] : [];
  if (predictions) all.push('predictions.json');
  return [...[...snapshots].map(snapshotRecord), ...all];
}

/** The name below `retired/` that a record of a run goes by; undefined where it never goes. */
function retiredAs(record: string): string | undefined {
  if (record.startsWith('snapshots/')) return record;
  if (record.startsWith('log/')) return 'log.json';
  return record.startsWith('evaluations/') ? 'predictions.json' : undefined;
}

/** Workflows that are open and name a run: its own, and others. */
function holdersOf(name: string, namedBy: OpenWork['namedBy']): { readonly own: boolean; readonly others: boolean } {
  const slash = name.lastIndexOf('/');
  const [workflowId, runId] = [name.slice(0, slash), name.slice(slash + 1)];
  const isOwn = (id: string): boolean => id === workflowId || id.startsWith(`${workflowId}/`);
  const holders = [...(namedBy.get(runId) ?? [])];
  return { own: holders.some(isOwn), others: holders.some((id) => !isOwn(id)) };
}

/** What the retention of a run, where its spec states one, lets go of what was written before a time. */
async function letGoOf(
  store: ObjectStore,
  { name, snapshots, retired, touched }: RunStanding,
  { namedBy, relied, before }: { namedBy: OpenWork['namedBy']; relied: Reliance | undefined; before: number },
): Promise<LetGo> {
  const run = await store.readRecord<RunRef>(`runs/${name}/run.json`);
  const { own, others } = holdersOf(name, namedBy);
  if (!run || others) return nothingGoes;
  const spec = await curriculumOf(store, run);
  if (!spec.retention) return nothingGoes;
  const steps = [...snapshots].flatMap(([step, modified]) => (modified < before ? [step] : []));
  const rated = await ratedSnapshots(store, run, spec, spec.retention, steps);
  const droppable = {
    snapshots: rated.map((each) => ({ ...each, retired: retired.has(snapshotRecord(each.step)) })),
    hasEnded: !own && touched < before,
  };
  return letGo(spec.retention, droppable, relied ?? { steps: [], answers: false });
}

/**
 * What the retention of runs lets go, in two strokes: first a record below `retired/` of the run says so, and nobody new relies on it. Where it
 * has said so since before `before`, and it still holds, a sweep does not follow the record that it is about. A run that an open workflow of
 * another names is left as it is.
 */
export async function retiredRuns(
  store: ObjectStore,
  namedBy: OpenWork['namedBy'],
  before: number,
): Promise<Retirement> {
  const standings = await runStandings(store.bucket);
  const relied = await reliances(store);
  const goes = new Map<string, LetGo>();
  const news: RetiredRun[] = [];
  const unsaid: string[] = [];
  for (const standing of standings.values()) {
    const { name, retired } = standing;
    const go = await letGoOf(store, standing, { namedBy, relied: relied.get(name), before });
    goes.set(name, go);
    const names = namesOf(go).filter((each) => !retired.has(each));
    if (names.length === 0) continue;
    unsaid.push(...names.map((each) => `runs/${name}/retired/${each}`));
    news.push({
      run: name,
      snapshots: names.flatMap((each) => (each.startsWith('snapshots/') ? [stepIn(each)] : [])),
      log: names.includes('log.json'),
      predictions: names.includes('predictions.json'),
    });
  }

  function reachOf(key: string): Reach {
    const [name = '', record = ''] = runAndRecord(key) ?? [];
    const as = retiredAs(record);
    const since = as === undefined ? undefined : standings.get(name)?.retired.get(as);
    const go = goes.get(name);
    if (as === undefined || since === undefined || !go) return 'all';
    const isRelied = as === 'log.json' && go.relied.has(stepIn(record));
    return since < before && namesOf(go).includes(as) && !isRelied ? 'nothing' : 'what is there';
  }

  return {
    news,
    async write() {
      for (const key of unsaid) await store.writeRecord(key, { by: 'retention' });
    },
    reachOf,
  };
}

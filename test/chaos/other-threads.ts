import { chaosSpec, fewestSteps } from './chaos-spec.ts';
import { Crew } from './crew.ts';
import { runToEnd, type Disturbance, type EndedRun } from './ended-run.ts';
import type { World } from './world.ts';

/** What became of a short run whose policy worker computes with another thread count from some update on. */
export interface OtherThreads {
  readonly threads: number;
  /** The worker is killed, and one with other threads takes its place. */
  readonly replaced: Noticed;
  /** One with other threads joins it. */
  readonly joined: Noticed;
  /** As `replaced`, in a run that is told to fail: the error that it ended with. */
  readonly refused: string | null;
}

interface Noticed {
  readonly divergences: number;
  /** Whether the run ended with the digest of one whose workers all have the threads of the spec. */
  readonly digestEqual: boolean;
}

const threads = 1;
const entry = new URL('other-threads-worker.ts', import.meta.url);
/** Past the first updates, and between snapshots: some are made again. */
const struckAt = 4;

/** From an update on, a worker with other threads is there. */
const otherWorker = (replaces: boolean, log: (line: string) => void): Disturbance => ({
  async during({ world, crew, workflowId, updates, over }) {
    if (!(await updates.reach(struckAt))) return;
    if (replaces) await crew.kill(crew.of('policy'));
    const environment = { ...world.environment(workflowId), CHAOS_THREADS: String(threads) };
    const others = new Crew(environment, log, entry);
    await others.enter('policy');
    if (!over.aborted) await new Promise((resolve) => over.addEventListener('abort', resolve));
    await others.close();
  },
});

/** Runs a short spec with workers that round otherwise, and tells what came of it. */
export async function otherThreads(world: World, log: (line: string) => void): Promise<OtherThreads> {
  log(`four runs of ${fewestSteps} steps, three of them with a worker of ${threads} threads`);
  const spec = chaosSpec(fewestSteps);
  const common = { spec, outageMs: 0, log };
  const alike = await runToEnd(world, { ...common, id: 'alike' });
  const noticed = ({ result, failure }: EndedRun): Noticed => {
    if (!result) throw new Error(`a run with a worker of other threads failed: ${failure}`);
    return {
      divergences: result.divergences,
      digestEqual: result.version.digest === alike.result?.version.digest,
    };
  };
  const replaced = await runToEnd(world, { ...common, id: 'replaced' }, otherWorker(true, log));
  const joined = await runToEnd(world, { ...common, id: 'joined' }, otherWorker(false, log));
  const strict = { ...spec, onDivergence: 'fail' } as const;
  const refused = await runToEnd(world, { ...common, id: 'refused', spec: strict }, otherWorker(true, log));
  return {
    threads,
    replaced: noticed(replaced),
    joined: noticed(joined),
    refused: refused.failure ?? null,
  };
}

/** What of it was not noticed: a run that ended otherwise and says nothing of it. */
export function unnoticed({ replaced, joined, refused }: OtherThreads): readonly string[] {
  const silent = Object.entries({ replaced, joined }).filter(
    ([, { divergences, digestEqual }]) => divergences === 0 && !digestEqual,
  );
  return [
    ...silent.map(([name]) => `other threads, ${name}: the run ended otherwise and counts no divergence`),
    ...(refused === null && !replaced.digestEqual ? ['other threads: the run was told to fail and did not'] : []),
  ];
}

import { chaosSpec } from './chaos-spec.ts';
import { runToEnd, type EndedRun } from './ended-run.ts';
import type { FaultKind } from './fault-kinds.ts';
import { faultPlan } from './fault-plan.ts';
import { judged, type Judgement } from './judge.ts';
import { otherThreads, unnoticed, type OtherThreads } from './other-threads.ts';
import { references, unnamed } from './references.ts';
import { counted, spread, type Spread } from './summary.ts';
import { sweep } from './sweep.ts';
import { paceOf, underFaults, type Struck } from './under-faults.ts';
import type { World } from './world.ts';

export interface ChaosOptions {
  readonly faults: number;
  readonly seed: number;
  readonly kinds: readonly FaultKind[];
  /** Whether runs with workers that compute with other threads are made as well. */
  readonly threads: boolean;
  readonly steps: number;
  /** Seconds that a store that refuses, is slow or is full stays so. */
  readonly outage: number;
  /** Updates at most between answering and learning. */
  readonly staleness: number;
}

/** What a run under faults came to. */
interface FaultReport extends Judgement {
  /** By kind; those that struck nothing, because the run was over, are not among them. */
  readonly faults: Partial<Record<FaultKind, number>>;
  /** Faults after which the run went on to another update or to its end. */
  readonly recoveries: number;
  readonly secondsToNextUpdate: Partial<Record<FaultKind, Spread>>;
  /** Of the run and of the one that nothing was done to. */
  readonly seconds: { readonly undisturbed: number; readonly disturbed: number };
  /** Attempts at activities that were lost with who had them in hand. */
  readonly lostAttempts: number;
  /** Writes under a name that somebody else had written under meanwhile. */
  readonly writesTurnedDown: number;
  /** Why workers died that no fault had killed. */
  readonly deaths: readonly string[];
  /** Whether the disk was a small one, filled, or the proxy answered as MinIO does where it is full. */
  readonly fullDisk: 'filled' | 'answered';
  /** Objects that nothing named when the run had ended, before the sweep that the rest was looked at after. */
  readonly unnamedBeforeSweep: number;
}

/** The one JSON object that the command prints. */
export interface ChaosReport extends FaultReport {
  readonly seed: number;
  /** Null where it was not asked for. */
  readonly otherThreads: OtherThreads | null;
}

const secondsOf = ({ facts: { begun, ended } }: EndedRun): number => Math.round((ended - begun) / 100) / 10;

/** Milliseconds from a fault to the first update after it; none where the run ended without another. */
function toNextUpdate({ at }: Struck, updates: readonly number[]): readonly number[] {
  const next = updates.find((update) => update > at);
  return next === undefined ? [] : [next - at];
}

function recovery(struck: readonly Struck[], updates: readonly number[]): ChaosReport['secondsToNextUpdate'] {
  const kinds = [...new Set(struck.map(({ fault }) => fault.kind))];
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const inTraining = struck.filter(({ fault }) => fault.kind === kind && fault.during === 'training');
      const found = spread(inTraining.flatMap((each) => toNextUpdate(each, updates)).map((ms) => ms / 1_000));
      return found ? [[kind, found]] : [];
    }),
  );
}

/** Runs a spec undisturbed, then again while faults strike it, and holds the one against the other. */
async function underPlan(world: World, options: ChaosOptions, log: (line: string) => void): Promise<FaultReport> {
  const common = { spec: chaosSpec(options.steps, options.staleness), outageMs: 1_000 * options.outage, log };
  log(`the undisturbed run: ${options.steps} steps at most`);
  const undisturbed = await runToEnd(world, { ...common, id: 'undisturbed' });
  if (!undisturbed.result) throw new Error(`the undisturbed run failed: ${undisturbed.failure}`);
  const pace = paceOf(undisturbed.facts);
  log(`it took ${secondsOf(undisturbed)} s, ${pace.steps} steps; now with faults`);
  let struck: readonly Struck[] = [];
  let unnamedBeforeSweep = 0;
  const disturbed = await runToEnd(
    world,
    { ...common, id: 'disturbed' },
    {
      during: async (scene) => {
        struck = await underFaults(scene, faultPlan(options), pace, log);
      },
      afterwards: async (store) => {
        unnamedBeforeSweep = (await unnamed(store, await references(store))).length;
        await sweep(world.client);
      },
    },
  );
  const { updates, lostAttempts } = disturbed.facts;
  const wentOn = (each: Struck): boolean => disturbed.result !== undefined || toNextUpdate(each, updates).length > 0;
  const judgement = await judged(undisturbed, disturbed);
  const missed = options.faults - struck.length;
  return {
    faults: counted(struck.map(({ fault }) => fault.kind)),
    recoveries: struck.filter(wentOn).length,
    secondsToNextUpdate: recovery(struck, updates),
    seconds: { undisturbed: secondsOf(undisturbed), disturbed: secondsOf(disturbed) },
    lostAttempts,
    writesTurnedDown: world.proxy.turnedDown(),
    deaths: disturbed.deaths,
    fullDisk: world.disk ? 'filled' : 'answered',
    unnamedBeforeSweep,
    ...judgement,
    differed: [
      ...judgement.differed,
      ...(missed > 0 ? [`the run was over before ${missed} of the faults: give it more steps`] : []),
    ],
  };
}

/** Everything that was asked for, in a world of its own. Throws where it could not be found out. */
export async function chaos(world: World, options: ChaosOptions, log: (line: string) => void): Promise<ChaosReport> {
  const report = await underPlan(world, options, log);
  const threads = options.threads ? await otherThreads(world, log) : null;
  return {
    seed: options.seed,
    ...report,
    otherThreads: threads,
    differed: [...report.differed, ...(threads ? unnoticed(threads) : [])],
  };
}

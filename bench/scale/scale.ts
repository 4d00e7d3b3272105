import { connectClient } from '../../workers/connect.ts';
import { durableRun } from '../durability/durable-run.ts';
import { withInstantWorkers } from '../length/instant-workers.ts';
import { rounded } from '../policy/stats.ts';
import { devicesMs } from './devices-ms.ts';

export interface ScaleAsked {
  readonly workers: readonly number[];
  readonly steps: number;
  readonly rolloutMs: number;
  readonly updateMs: number;
  /** `rollout.maxStaleness` of runs. */
  readonly staleness: readonly number[];
}

export interface ScaleRound {
  readonly workers: number;
  readonly staleness: number;
  readonly secondsAStep: number;
  /** Of the devices alone, were nothing between them. */
  readonly devicesSecondsAStep: number;
  /** How many times as fast as the first round. */
  readonly speedUp: number;
  /** The most that could be, by the devices alone. */
  readonly mostSpeedUp: number;
}

/** What a step takes by the number of policy workers and the staleness, as many shards as the most of the workers. */
export async function scaleOf(
  { workers, steps, staleness, ...device }: ScaleAsked,
  servers: Readonly<Record<string, string>>,
): Promise<readonly ScaleRound[]> {
  const client = await connectClient({ ...process.env, ...servers });
  const shards = Math.max(...workers);
  const rounds: (Pick<ScaleRound, 'workers' | 'staleness'> & { readonly seconds: number; readonly devices: number })[] =
    [];
  for (const maxStaleness of staleness) {
    for (const count of workers) {
      const devices = { count, ...device };
      const run = { steps, shards, maxStaleness, snapshotEvery: 20, continueAsNewAfter: 100, devices };
      const { seconds } = await withInstantWorkers(run, servers, () => durableRun(client, {}));
      const alone = devicesMs(devices, shards, maxStaleness) / 1_000;
      rounds.push({ workers: count, staleness: maxStaleness, seconds: seconds / steps, devices: alone });
    }
  }
  await client.connection.close();
  const [first] = rounds;
  return rounds.map(({ seconds, devices, ...round }) => ({
    ...round,
    secondsAStep: rounded(seconds),
    devicesSecondsAStep: rounded(devices),
    speedUp: rounded(first!.seconds / seconds),
    mostSpeedUp: rounded(first!.devices / devices),
  }));
}

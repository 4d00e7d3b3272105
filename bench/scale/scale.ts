import { connectClient } from '../../workers/connect.ts';
import { durableRun } from '../durability/durable-run.ts';
import { withInstantWorkers } from '../length/instant-workers.ts';
import { rounded } from '../policy/stats.ts';

export interface ScaleAsked {
  readonly workers: readonly number[];
  readonly steps: number;
  readonly rolloutMs: number;
  readonly updateMs: number;
}

export interface ScaleRound {
  readonly workers: number;
  readonly secondsAStep: number;
  /** Of the devices alone, were nothing between them. */
  readonly devicesSecondsAStep: number;
  /** How many times as fast as the first round. */
  readonly speedUp: number;
  /** The most that could be, by the devices alone. */
  readonly mostSpeedUp: number;
}

/** What a step takes by the number of policy workers, as many shards as the most of them. */
export async function scaleOf(
  { workers, steps, rolloutMs, updateMs }: ScaleAsked,
  servers: Readonly<Record<string, string>>,
): Promise<readonly ScaleRound[]> {
  const client = await connectClient({ ...process.env, ...servers });
  const shards = Math.max(...workers);
  const rounds: { readonly workers: number; readonly seconds: number; readonly devices: number }[] = [];
  for (const count of workers) {
    const devices = { count, rolloutMs, updateMs };
    const run = { steps, shards, snapshotEvery: 20, continueAsNewAfter: 100, devices };
    const { seconds } = await withInstantWorkers(run, servers, () => durableRun(client, {}));
    const onDevices = (Math.ceil(shards / count) / shards) * rolloutMs + updateMs;
    rounds.push({ workers: count, seconds: seconds / steps, devices: onDevices / 1_000 });
  }
  await client.connection.close();
  const [first] = rounds;
  return rounds.map((round) => ({
    workers: round.workers,
    secondsAStep: rounded(round.seconds),
    devicesSecondsAStep: rounded(round.devices),
    speedUp: rounded(first!.seconds / round.seconds),
    mostSpeedUp: rounded(first!.devices / round.devices),
  }));
}

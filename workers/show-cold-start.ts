import { writeFile } from 'node:fs/promises';

import type { Evaluation, RunManifest } from '../activities/data.ts';
import type { ColdStartSpec } from '../activities/spec.ts';
import { writeBasePolicy } from '../policy/base-policy.ts';
import type { PolicyConfig } from '../policy/config.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { coldStart, ColdStartResult } from '../workflows/cold-start.ts';
import type { AskedColdStart } from './asked-run.ts';
import { projectFolder, reportsFolder } from './project-folder.ts';
import { runResult } from './run-result.ts';
import { saveFeeds, type SavedFeeds } from './save-feeds.ts';
import { startOrJoin, type RunAtWork } from './start-or-join.ts';
import { watchRun } from './watch-run.ts';
import { leftWord, type Watching } from './watching.ts';
import type { Reached } from './with-servers.ts';
import { askedCommand } from './command-line/asked-command.ts';

export interface ColdStartOptions {
  readonly spec: string;
  /** Folder of the base policy that is written, relative to the project. */
  readonly out: string;
}

/** The arguments of `npm run cold-start --`. */
export function coldStartOptions(args: readonly string[]): ColdStartOptions {
  return askedCommand('npm run cold-start --')
    .description('Makes a base policy from nothing. A run that was left goes on.')
    .option('--spec <file>', 'spec of the cold start, JSON', 'examples/cold-start.json')
    .option('--out <folder>', 'folder of the base policy, relative to the project', 'policy/base/tiny')
    .parse([...args], { from: 'user' })
    .opts<ColdStartOptions>();
}

/** Writes the folder of a base policy, and beside it what it was made from and what it can do. */
async function writeBase(store: ObjectStore, { run, version, after }: ColdStartResult, out: string): Promise<void> {
  const manifest = await store.getJson<RunManifest>(run.manifest);
  const record = await runRecords(store, run.name).snapshotAtOrBefore(version.step);
  if (record?.digest !== version.digest) throw new Error(`run ${run.name} has no snapshot of version ${version.step}`);
  const [config, tokenizer, weights, optimiser, spec] = await Promise.all([
    store.getJson<PolicyConfig>(manifest.config),
    store.get(manifest.tokenizer),
    store.get(record.weights),
    store.get(record.optimiser),
    store.getJson<ColdStartSpec>(manifest.spec),
  ]);
  const folder = new URL(`${out}/`, projectFolder);
  await writeBasePolicy(folder, {
    config,
    tokenizerJson: tokenizer.toString('utf8'),
    snapshot: { weights, optimiser },
  });
  const made = { spec, version, weights: record.weights.sha256, accuracy: after.byKind };
  await writeFile(new URL('cold-start.json', folder), `${JSON.stringify(made, null, 2)}\n`);
}

/** All that is told of a cold start that has ended. */
export interface EndedColdStart extends Omit<RunAtWork, 'runId'> {
  /** Name of its records: `<workflow id>/<run id>`. */
  readonly run: string;
  readonly steps: number;
  readonly accuracy: Evaluation['byKind'];
  /** Digest of weights and optimiser state. */
  readonly digests: { readonly policy: string };
  readonly paths: SavedFeeds & { readonly base: string };
}

/**
 * Starts or joins a cold start, shows how far it is, and writes the base policy that it ends with: to `out`, relative to the project, or
 * beside the run's metrics. Answers with all of it; where the person leaves before the end, with the run alone.
 */
export async function showColdStart(
  asked: AskedColdStart,
  { client, store }: Reached,
  watching: Watching,
  out?: string,
): Promise<EndedColdStart | RunAtWork> {
  const { signal, log } = watching;
  const { handle, ...atWork } = await startOrJoin<typeof coldStart>(client, asked, watching);
  let shown = '';
  const ended = await watchRun(client, handle, signal, async ({ stage, step, steps, metrics }) => {
    const loss = metrics['train/loss'];
    const line = `step ${step}/${steps}  ${stage}${loss === undefined ? '' : `  loss ${loss.toFixed(3)}`}`;
    if (line !== shown) log(line);
    shown = line;
  });
  if (!ended) {
    log(leftWord);
    return atWork;
  }
  const { run, version, after } = await runResult(handle);
  const folder = reportsFolder(run.name);
  const base = out ?? `${folder}/base`;
  await writeBase(store, { run, version, after }, base);
  const paths = { base, ...(await saveFeeds(store, run.name, folder)) };
  for (const { label, right, count } of after.byKind) log(`${label.padEnd(16)} ${right} of ${count}`);
  if (after.notice !== '') log(after.notice);
  log(`base policy ${base}, digest ${version.digest}\nmetrics ${paths.metrics}`);
  const { runId: _, ...known } = atWork;
  const { byKind: accuracy } = after;
  return { ...known, run: run.name, steps: version.step, accuracy, digests: { policy: version.digest }, paths };
}

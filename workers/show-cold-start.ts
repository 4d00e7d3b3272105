import { writeFile } from 'node:fs/promises';

import { Command } from 'commander';

import type { RunManifest } from '../activities/data.ts';
import { parseSpec } from '../activities/parse-spec.ts';
import { coldStartSpec, type ColdStartSpec } from '../activities/spec.ts';
import { writeBasePolicy } from '../policy/base-policy.ts';
import type { PolicyConfig } from '../policy/config.ts';
import { storeConnection } from '../store/connection.ts';
import { openStore, type ObjectStore } from '../store/objects.ts';
import { runRecords } from '../store/run-records.ts';
import type { coldStart, ColdStartResult } from '../workflows/cold-start.ts';
import { connectClient } from './connect.ts';
import { projectFolder } from './project-folder.ts';
import { readSpec } from './read-spec.ts';
import { runResult } from './run-result.ts';
import { addressOf, startOrJoin } from './start-or-join.ts';
import { watchRun } from './watch-run.ts';
import { joinedWord, leftWord, type Watching } from './watching.ts';

export interface ColdStartOptions {
  readonly spec: string;
  /** Folder of the base policy that is written, relative to the project. */
  readonly out: string;
}

/** The arguments of `npm run cold-start --`. */
export function coldStartOptions(args: readonly string[]): ColdStartOptions {
  return new Command('npm run cold-start --')
    .description('Makes a base policy from nothing. A run that was left goes on.')
    .option('--spec <file>', 'spec of the cold start, JSON', 'examples/cold-start.json')
    .option('--out <folder>', 'folder of the base policy, relative to the project', 'policy/base/tiny')
    .allowExcessArguments(false)
    .parse([...args], { from: 'user' })
    .opts<ColdStartOptions>();
}

/** The spec that was asked for. Throws one sentence where it cannot be run. */
export async function coldStartAsked({ spec }: ColdStartOptions): Promise<ColdStartSpec> {
  return parseSpec(coldStartSpec, await readSpec(spec));
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

/** Starts or joins a cold start, shows how far it is, and writes the base policy that it ends with. */
export async function showColdStart(spec: ColdStartSpec, out: string, watching: Watching): Promise<number> {
  const { environment, uiUrl, signal, log } = watching;
  const client = await connectClient(environment);
  try {
    const store = await openStore(storeConnection(environment));
    const workflowId = `cold-start-${spec.title}`;
    const summary = `cold start ${spec.title}, seed ${spec.seed}`;
    const { handle, joined } = await startOrJoin<typeof coldStart>(client, {
      type: 'coldStart',
      workflowId,
      summary,
      spec,
    });
    log(`run ${workflowId} ${joined ? joinedWord : 'started'}: ${addressOf(client, workflowId, uiUrl)}`);

    let shown = '';
    const ended = await watchRun(client, handle, signal, async ({ stage, step, steps, metrics }) => {
      const loss = metrics['train/loss'];
      const line = `step ${step}/${steps}  ${stage}${loss === undefined ? '' : `  loss ${loss.toFixed(3)}`}`;
      if (line !== shown) log(line);
      shown = line;
    });
    if (!ended) {
      log(leftWord);
      return 0;
    }
    const made = await runResult(handle);
    await writeBase(store, made, out);
    for (const { label, right, count } of made.after.byKind) log(`${label.padEnd(16)} ${right} of ${count}`);
    log(`base policy ${out}, digest ${made.version.digest}`);
    return 0;
  } finally {
    await client.connection.close();
  }
}

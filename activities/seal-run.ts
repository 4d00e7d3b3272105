import pLimit from 'p-limit';

import { sha256Of, type ObjectRef, type ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import { stepIn } from '../store/step-name.ts';
import { askedAt } from './asked-at.ts';
import type { RunRef } from './data.ts';
import { isInSeal, type LogEnd } from './sealed-records.ts';

export interface SealRunInput {
  readonly run: RunRef;
  /** The last. */
  readonly version: PolicyVersion;
  /** The last report, where the run has one. */
  readonly report?: ObjectRef;
}

/** What a run that has ended came to: digests over all that it is made of. */
export interface Seal extends SealRunInput {
  /** SHA-256 of the last entry of the training log, which vouches for all before it and for the manifest; null where there is no log. */
  readonly log: string | null;
  /** Where the log goes on after the version, of a run that was reset and ended earlier than before: how it ended then. */
  readonly past?: LogEnd;
  /** SHA-256 of every other record, by its name within the run. */
  readonly records: Readonly<Record<string, string>>;
}

const readAtOnce = 16;

export const sealKey = (run: string): string => `runs/${run}/seal.json`;

/**
 * Seals a run that has ended. The seal lies in the bucket; its digest goes with the result into the run's history, apart from the bucket: who changes
 * anything there that the run was made of must change the history, too.
 */
export function sealRunActivity(store: ObjectStore) {
  return async function sealRun(input: SealRunInput): Promise<ObjectRef> {
    const { run, version } = input;
    const prefix = `runs/${run.name}/`;
    const names = (await store.listKeys(prefix)).map((key) => key.slice(prefix.length));
    const records = await pLimit(readAtOnce).map(
      names.filter(isInSeal),
      async (name) => [name, sha256Of((await store.read(`${prefix}${name}`)) ?? Buffer.alloc(0))] as const,
    );
    const linkOf = async (step: number) => (await runRecords(store, run.name).linkOf(step)) ?? null;
    const last = names.findLast((name) => name.startsWith('log/'));
    const logged = last === undefined ? 0 : stepIn(last) + 1;
    const seal: Seal = {
      ...input,
      log: await linkOf(version.step - 1),
      ...(logged > version.step && { past: { step: logged, log: await linkOf(logged - 1) } }),
      records: Object.fromEntries(records),
    };
    return store.publishRecord(sealKey(run.name), seal, askedAt());
  };
}

import { intact } from '../store/errors.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { RunRef } from './data.ts';

/** How the engine rounds that a run began with: the digest of a fixed piece of work (policy/rounding.ts). */
export interface RoundingRecord {
  readonly rounding: string;
}

const folder = (run: string): string => `runs/${run}/rounding/`;

export const roundingKey = ({ name, manifest }: RunRef): string =>
  `${folder(name)}${manifest.sha256.slice(0, 16)}.json`;

/** The ways in which engines rounded that a run began with: one, or more where a reset opened it anew. What is damaged is left out. */
export async function roundingsOf(store: ObjectStore, run: string): Promise<readonly string[]> {
  const keys = await store.listKeys(folder(run));
  const records = await Promise.all(keys.map((key) => intact(store.readRecord<RoundingRecord>(key))));
  return [...new Set(records.flatMap((record) => record?.rounding ?? []))];
}

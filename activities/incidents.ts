import { log } from '@temporalio/activity';

import type { IncidentNote } from '../report/types.ts';
import { sha256Of, type ObjectStore } from '../store/objects.ts';
import { stepName } from '../store/step-name.ts';

/**
 * Something that went wrong with what a run keeps, and that it went on from. `divergence`: a worker rounds otherwise, or a recorded update
 * gave another digest when it was made again. `made again`: something was lost or damaged, and was made again. `left out`: the same of
 * something that only a report shows.
 */
export type Incident = IncidentNote;

const folder = (run: string): string => `runs/${run}/incidents/`;
/** Of its content, so that what several workers notice is told once. */
const nameOf = ({ kind, step, what }: Incident): string =>
  `${stepName(step)}-${sha256Of(Buffer.from(`${kind} ${what}`)).slice(0, 12)}.json`;

/** Keeps an incident among the records of a run, for its report to tell. */
export async function noticed(store: ObjectStore, run: string, incident: Incident): Promise<void> {
  log.warn(incident.what, { run, kind: incident.kind, step: incident.step });
  await store.writeRecord(`${folder(run)}${nameOf(incident)}`, incident);
}

/** What was noticed of a run so far, in the order of its steps. */
export async function incidentsOf(store: ObjectStore, run: string): Promise<readonly Incident[]> {
  const keys = await store.listKeys(folder(run));
  const kept = await Promise.all(keys.map((key) => store.readRecord<Incident>(key)));
  return kept.filter((incident) => incident !== undefined);
}

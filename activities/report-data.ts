import type { GateRow, ReportData } from '../report/types.ts';
import type { ObjectStore } from '../store/objects.ts';
import { runRecords, type LogEntry, type PolicyVersion } from '../store/run-records.ts';
import { accuracyTable } from './accuracy-table.ts';
import type { Evaluation, RunRef } from './data.ts';
import { gateRecords } from './gate-records.ts';
import { incidentsOf, type Incident } from './incidents.ts';
import { LeftOut } from './left-out.ts';
import { reportHeldOut } from './report-held-out.ts';
import { reportSamples } from './report-samples.ts';
import { curriculumOf } from './run-spec.ts';
import type { CurriculumSpec } from './spec.ts';
import { stageSpans } from './stage-spans.ts';
import { steeringRow } from './steering-row.ts';
import { isSupervised, stageNamed } from './stage-spec.ts';

/** What is reported: a run as far as it has come. */
export interface ReportedRun {
  readonly run: RunRef;
  /** The version that the run has come to. */
  readonly version: PolicyVersion;
  readonly minutes: number;
  /** Workers that round otherwise, and recorded updates that gave another digest when they were made again. */
  readonly divergences?: number;
}

/** The checks of all gates, stage by stage, as far as the run has come. */
async function gateRows(
  store: ObjectStore,
  { run, version }: ReportedRun,
  { stages }: CurriculumSpec,
): Promise<readonly GateRow[]> {
  const rows = stages.map(async ({ name, gate }) => {
    const standings = gate ? await gateRecords(store, run, name, gate, version.step) : [];
    return standings.map((standing) => ({ stage: name, ...standing }));
  });
  return (await Promise.all(rows)).flat();
}

/** The training log as far as a version. */
async function logUpTo(
  store: ObjectStore,
  { run, version }: ReportedRun,
  leftOut: LeftOut,
): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of runRecords(store, run.name).wholeLog((damage, step) => leftOut.tell(damage, step)))
    if (entry.step < version.step) entries.push(entry);
  return entries;
}

/** What a reader must know of the run's objects and versions, step by step. */
async function incidents(store: ObjectStore, { run }: ReportedRun, leftOut: LeftOut): Promise<readonly Incident[]> {
  const kept = await leftOut.orElse(0, incidentsOf(store, run.name), []);
  const once = new Map([...kept, ...leftOut.incidents].map((incident) => [incident.what, incident]));
  return [...once.values()].toSorted((a, b) => a.step - b.step || (a.what < b.what ? -1 : 1));
}

/**
 * Gathers, from the run's records, all that people look at: the report's page and the README's picture. What is lost or damaged is left
 * out, and told among the incidents.
 */
export async function reportData(store: ObjectStore, reported: ReportedRun): Promise<ReportData> {
  const { run, version, minutes, divergences } = reported;
  const leftOut = new LeftOut();
  const evaluation = (label: string): Promise<Evaluation | undefined> => {
    const read = store.readRecord<Evaluation>(`runs/${run.name}/evaluations/${label}.json`);
    return leftOut.orElse(version.step, read, undefined);
  };
  const spec = await curriculumOf(store, run);
  const records = runRecords(store, run.name);
  const [log, link, steering, before, after, blank] = await Promise.all([
    logUpTo(store, reported, leftOut),
    records.linkOf(version.step - 1),
    leftOut.orElse(version.step, records.steering(), []),
    evaluation('before'),
    evaluation('after'),
    evaluation('after-blank'),
  ]);
  const stages = stageSpans(log);
  const answering = stages.filter(({ name }) => !isSupervised(stageNamed(spec.stages, name)));
  return {
    title: spec.title,
    spec,
    run: {
      id: run.name,
      digest: version.digest,
      ...(link !== undefined && { log: link }),
      minutes,
      ...(divergences !== undefined && { divergences }),
    },
    steps: log.map(({ step, stage, metrics }) => ({ step, stage, metrics })),
    stages,
    gates: await leftOut.orElse(version.step, gateRows(store, reported, spec), []),
    steering: steering.filter(({ step }) => step <= version.step).map(steeringRow),
    accuracy: before && accuracyTable(before, after, blank),
    samples: await reportSamples(store, log, answering, spec.reward, leftOut),
    heldOut: await reportHeldOut(store, before, after, spec.reward, leftOut),
    incidents: await incidents(store, reported, leftOut),
  };
}

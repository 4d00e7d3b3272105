import { reportHtml } from '../report/report-html.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { runRecords, type PolicyVersion } from '../store/run-records.ts';
import { askedAt } from './asked-at.ts';
import { publishMetrics } from './publish-metrics.ts';
import { reportData, type ReportedRun } from './report-data.ts';

export interface WriteReportInput extends Omit<ReportedRun, 'version'> {
  /** The version that the run has come to; null for the newest that is kept. */
  readonly version: PolicyVersion | null;
}

/** Writes report and metrics of a run as far as it has come: the report kept by digest, both published under the run's name. */
export function writeReportActivity(store: ObjectStore) {
  return async function writeReport(input: WriteReportInput): Promise<ObjectRef> {
    const { name } = input.run;
    const version = input.version ?? (await runRecords(store, name).newestSnapshot());
    const content = Buffer.from(reportHtml(await reportData(store, { ...input, version })));
    await publishMetrics(store, name);
    await store.publish(`runs/${name}/report.html`, content, 'html', askedAt());
    return store.put(content, 'html');
  };
}

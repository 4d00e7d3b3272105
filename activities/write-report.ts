import { reportHtml } from '../report/report-html.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { heartbeating } from './heartbeat.ts';
import { reportData, type ReportedRun } from './report-data.ts';

/** Writes the report of a run as far as it has come: kept by digest, and published under the run's name. */
export function writeReportActivity(store: ObjectStore) {
  return async function writeReport(reported: ReportedRun): Promise<ObjectRef> {
    return heartbeating(async () => {
      const content = Buffer.from(reportHtml(await reportData(store, reported)));
      await store.publish(`runs/${reported.run.name}/report.html`, content, 'html');
      return store.put(content, 'html');
    });
  };
}

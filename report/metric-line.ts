/** One line of metrics.jsonl: what one step, or one evaluation, measured (docs/metrics.md). */
export interface MetricLine {
  readonly schemaVersion: 1;
  /** `<workflow id>/<run id>`. */
  readonly run: string;
  /** The stage; of the evaluations around a run `before` and `after`. */
  readonly stage: string;
  /** The policy version that was measured: updates done. A step measures version t, then makes t + 1. */
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

const chunkLines = 256;

/** The bytes of metrics.jsonl, some lines at a time. */
export async function* metricsJsonl(lines: AsyncIterable<MetricLine>): AsyncGenerator<Uint8Array> {
  let chunk: string[] = [];
  const bytes = (): Uint8Array => Buffer.from(chunk.map((line) => `${line}\n`).join(''));
  for await (const { schemaVersion, run, stage, step, metrics } of lines) {
    chunk.push(JSON.stringify({ schemaVersion, run, stage, step, metrics }));
    if (chunk.length < chunkLines) continue;
    yield bytes();
    chunk = [];
  }
  yield bytes();
}

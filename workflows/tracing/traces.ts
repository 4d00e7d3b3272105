import { trace } from '@opentelemetry/api';
import type { Headers } from '@temporalio/common';
import { extractContextFromHeaders, TRACE_HEADER } from '@temporalio/interceptors-opentelemetry/lib/instrumentation.js';

import type { TrainStageInput } from '../train-stage.ts';

/** Names the span that a trace goes on from. */
const fromHeader = 'rewardmap-trace-from';

/** Steps of a stage that are part of the run's trace: some 25 spans each. A stage of more has traces of its own. */
const mostSteps = 25;

const ownTraces: Readonly<Record<string, (input: never) => boolean>> = {
  trainCurriculum: () => true,
  trainStage: ({ firstStep, endStep }: TrainStageInput) => endStep - firstStep > mostSteps,
};

/**
 * Whether a child's trace is its own. A run of 10,000 steps would be a trace of 250,000 spans, which no backend shows: a trace ends with the
 * run, with a long stage, or where a stage continues as new, and the next one links to it.
 */
export const isOwnTrace = (type: string, [input]: readonly unknown[]): boolean =>
  input instanceof Object && (ownTraces[type]?.(input as never) ?? false);

/** Headers of what begins a trace: linked to the span that it would else be in. */
export function ofOwnTrace({ [TRACE_HEADER]: from, ...headers }: Headers): Headers {
  return from ? { ...headers, [fromHeader]: from } : headers;
}

/** Links the span at work to the one that its trace goes on from. */
export function linkToBefore(headers: Headers): void {
  const from = headers[fromHeader];
  const before = from && extractContextFromHeaders({ [TRACE_HEADER]: from });
  const context = before && trace.getSpanContext(before);
  if (context) trace.getActiveSpan()?.addLink({ context });
}

import type { Attributes, Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';

import { placeIn } from './place-in-context.ts';

/** Attributes that leave the process, by the names that they leave under. A span of a workflow brings all that Temporal knows of it. */
const kept: Readonly<Record<string, string>> = {
  'rewardmap.run': 'rewardmap.run',
  'rewardmap.stage': 'rewardmap.stage',
  'rewardmap.step': 'rewardmap.step',
  'rewardmap.attempt': 'rewardmap.attempt',
  workflowId: 'temporalWorkflowId',
  temporalWorkflowId: 'temporalWorkflowId',
  runId: 'run_id',
  run_id: 'run_id',
  temporalActivityId: 'temporalActivityId',
  temporalUpdateId: 'temporalUpdateId',
  'error.type': 'error.type',
  'exception.type': 'exception.type',
};

const idsOf = (attributes: Attributes = {}): Attributes =>
  Object.fromEntries(
    Object.entries(kept).flatMap(([name, as]) => (attributes[name] === undefined ? [] : [[as, attributes[name]]])),
  );

/**
 * The span with ids, names and numbers alone: no memo, no result, no reason; of what failed the type, for a message may quote what was asked
 * or answered, and where payloads are encrypted it is, too.
 */
function idsAndNumbers(span: ReadableSpan): ReadableSpan {
  const { attributes, events, links, status } = span;
  // Spans of the SDK have fields behind getters: they are read through, and what is told otherwise stands before them.
  return Object.create(span, {
    attributes: { value: idsOf(attributes) },
    events: { value: events.map((event) => ({ ...event, attributes: idsOf(event.attributes) })) },
    links: { value: links.map(({ context }) => ({ context })) },
    status: { value: { code: status.code } },
  }) as ReadableSpan;
}

/** Gives spans that begin within an activity its run, stage and step, and lets pass on what {@link idsAndNumbers} leaves of them. */
export class IdsAndNumbers implements SpanProcessor {
  readonly #next: SpanProcessor;

  constructor(next: SpanProcessor) {
    this.#next = next;
  }

  onStart(span: Span, parent: Context): void {
    span.setAttributes(placeIn(parent));
    this.#next.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    this.#next.onEnd(idsAndNumbers(span));
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}

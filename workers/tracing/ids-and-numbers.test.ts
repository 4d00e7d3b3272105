import { ROOT_CONTEXT, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect, test } from 'vitest';

import { IdsAndNumbers } from './ids-and-numbers.ts';
import { withPlace } from './place-in-context.ts';

const exporter = new InMemorySpanExporter();
const processor = new IdsAndNumbers(new SimpleSpanProcessor(exporter));
const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('test');

test('a span leaves with ids, names and numbers; of what failed the type alone', () => {
  const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED };
  const within = withPlace(ROOT_CONTEXT, { 'rewardmap.run': 'mine', 'rewardmap.step': 3 });
  const span = tracer.startSpan('sample', { links: [{ context, attributes: { question: 'which line?' } }] }, within);
  span.setAttributes({ question: 'which line?', temporalTerminateReason: 'a secret', run_id: 'r', workflowId: 'w' });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no word for "line"' });
  span.recordException(new TypeError('no word for "line"'));
  span.end();
  const [sent] = exporter.getFinishedSpans();
  expect(sent).toMatchObject({ name: 'sample', ended: true, duration: expect.any(Array), parentSpanId: undefined });
  expect(sent?.spanContext()).toEqual(span.spanContext());
  expect(sent?.attributes).toEqual({
    'rewardmap.run': 'mine',
    'rewardmap.step': 3,
    run_id: 'r',
    temporalWorkflowId: 'w',
  });
  expect(sent?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(sent?.events.map(({ attributes }) => attributes)).toEqual([{ 'exception.type': 'TypeError' }]);
  expect(sent?.links).toEqual([{ context }]);
});

import { SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * Does a piece of an activity's work as a span of the trace that the activity is in, by a name that says what is done, never to what. Where the
 * process does not trace it is a call and nothing more.
 */
export function spanned<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace.getTracer('rewardmap').startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setAttribute('error.type', (error as Error).name).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

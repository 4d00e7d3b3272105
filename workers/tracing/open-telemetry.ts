import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';

import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { baggageUtils, setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { envDetectorSync, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptors, WorkerOptions } from '@temporalio/worker';
import type { Context } from '@temporalio/activity';

import type { Environment } from '../../access/secrets.ts';
import { aboutOf } from '../../workflows/about.ts';
import { spanAttributes } from '../../workflows/tracing/span-attributes.ts';
import type { Service, Tracing } from '../tracing.ts';
import { IdsAndNumbers } from './ids-and-numbers.ts';
import { withPlace } from './place-in-context.ts';
import { samplerVariables } from './settings.ts';

/** Milliseconds that the end of a process waits for what is left to be sent. */
const patience = 5_000;

/** Run, stage, step and attempt of the activity at work, for its own span and those within it. */
const placed = ({ info }: Context): ActivityInterceptors => ({
  inbound: {
    execute(input, next) {
      const attributes = { ...spanAttributes(aboutOf(input.args[0])), 'rewardmap.attempt': info.attempt };
      trace.getActiveSpan()?.setAttributes(attributes);
      return context.with(withPlace(context.active(), attributes), () => next(input));
    },
  },
});

const traced = (activity: Context): ActivityInterceptors => ({
  inbound: new OpenTelemetryActivityInboundInterceptor(activity),
  outbound: new OpenTelemetryActivityOutboundInterceptor(activity),
});

/** Where traces go: the address of traces as it is given, that of all signals with the path of traces. */
const receiverOf = (environment: Environment): string =>
  environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ||
  `${environment['OTEL_EXPORTER_OTLP_ENDPOINT']!.replace(/\/$/, '')}/v1/traces`;

/** The headers that the receiver asks for: secrets, which may come from a file. */
const headersOf = (environment: Environment): Record<string, string> => ({
  ...baggageUtils.parseKeyPairsIntoRecord(environment['OTEL_EXPORTER_OTLP_HEADERS']),
  ...baggageUtils.parseKeyPairsIntoRecord(environment['OTEL_EXPORTER_OTLP_TRACES_HEADERS']),
});

/** The bundle's module of the environment, with what a worker's environment says of sampling. */
function sandboxOptions(environment: Environment): NonNullable<WorkerOptions['bundlerOptions']> {
  const said = Object.fromEntries(samplerVariables.map((name) => [name, environment[name]]));
  const module = JSON.stringify({ sandboxEnvironment: said });
  return {
    webpackConfigHook: (config) => ({
      ...config,
      externals: [config.externals ?? [], { './sandbox-environment.ts': `var ${module}` }].flat(),
    }),
  };
}

/**
 * Starts to trace in this process, once: spans are sent in batches, beside the work, and lost where nobody takes them. What the standard
 * variables say beside receiver and headers (docs/watching.md) the SDK reads from the process's environment itself.
 */
export function openTelemetry(environment: Environment, service: Service, warn: (what: string) => void): Tracing {
  let isTold = false;
  setGlobalErrorHandler((error) => {
    if (isTold) return;
    isTold = true;
    const reason = typeof error === 'string' ? error : (error.message ?? error.name);
    warn(`traces do not reach their receiver, and the work goes on without them: ${reason}`);
  });
  const exporter = new OTLPTraceExporter({ url: receiverOf(environment), headers: headersOf(environment) });
  const processor = new IdsAndNumbers(new BatchSpanProcessor(exporter));
  const named = { 'service.name': `rewardmap-${service}`, 'service.instance.id': `${process.pid}@${hostname()}` };
  const provider = new BasicTracerProvider({
    resource: new Resource(named).merge(envDetectorSync.detect()),
    spanProcessors: [processor],
  });
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  const client = new OpenTelemetryWorkflowClientInterceptor();
  return {
    activity: [traced, placed],
    ofWorkflows: {
      modules: [fileURLToPath(new URL('../../workflows/tracing/interceptors.ts', import.meta.url))],
      sinks: { exporter: makeWorkflowExporter(processor, provider.resource) },
      bundlerOptions: sandboxOptions(environment),
    },
    client: [{ startWithDetails: (input, next) => client.startWithDetails(input, next) }],
    async sent() {
      const enough = new Promise((resolve) => setTimeout(resolve, patience).unref());
      await Promise.race([provider.forceFlush().catch(() => undefined), enough]);
    },
  };
}

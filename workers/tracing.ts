import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory, WorkerOptions } from '@temporalio/worker';

import type { Environment } from '../access/secrets.ts';
import { isTracing } from './tracing/settings.ts';

/** What a process is, in the names of its traces: `rewardmap-<service>`. */
export type Service = 'client' | 'workflow' | 'policy';

/** What a process traces with. */
export interface Tracing {
  /** Around activities. */
  readonly activity: readonly ActivityInterceptorsFactory[];
  /** What a worker of workflows needs: modules of its sandbox, and where the spans from there go. */
  readonly ofWorkflows: Pick<WorkerOptions, 'sinks' | 'bundlerOptions'> & { readonly modules: readonly string[] };
  readonly client: readonly WorkflowClientInterceptor[];
  /** Sends what is left, in 5 seconds or not at all: the last that a process does. */
  readonly sent: () => Promise<void>;
}

/** Nothing is loaded, and nothing done. */
export const untraced: Tracing = {
  activity: [],
  ofWorkflows: { modules: [] },
  client: [],
  sent: () => Promise.resolve(),
};

let ofProcess: Promise<Tracing> | undefined;

/**
 * How this process traces: not at all, unless an environment names a receiver (docs/watching.md). The first call decides. Throws in one
 * sentence where it names one that cannot be. `warn` hears once of a receiver that takes nothing.
 */
export function tracingOf(
  environment: Environment,
  service: Service,
  warn: (what: string) => void = () => undefined,
): Promise<Tracing> {
  ofProcess ??= opened(environment, service, warn);
  return ofProcess;
}

async function opened(environment: Environment, service: Service, warn: (what: string) => void): Promise<Tracing> {
  if (!isTracing(environment)) return untraced;
  const { openTelemetry } = await import('./tracing/open-telemetry.ts');
  return openTelemetry(environment, service, warn);
}

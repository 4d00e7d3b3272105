import { context, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import {
  OpenTelemetryInboundInterceptor,
  OpenTelemetryInternalsInterceptor,
  OpenTelemetryOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/workflow/index.js';
import { workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';

import { aboutOf, aboutWorkflow } from '../about.ts';
import { sandboxEnvironment } from './sandbox-environment.ts';
import { spanAttributes } from './span-attributes.ts';
import { isOwnTrace, linkToBefore, ofOwnTrace } from './traces.ts';
import { unchanged } from './unchanged.ts';

/**
 * Temporal's interceptors of OpenTelemetry, held to change nothing: spans of a workflow, its activities, children, signals and updates, each
 * with its run, stage and step. Queries, which are asked every moment, have none. A worker that traces loads this module into its sandbox.
 */
export function interceptors(): WorkflowInterceptors {
  // The SDK in the sandbox takes this for its process's environment.
  Object.assign(globalThis, sandboxEnvironment);
  const inbound = new OpenTelemetryInboundInterceptor();
  const outbound = new OpenTelemetryOutboundInterceptor();
  let ours: Context = ROOT_CONTEXT;

  return {
    inbound: [
      {
        execute: (input, next) =>
          unchanged(inbound.execute.bind(inbound), input, (given) => {
            const { workflowId, runId } = workflowInfo();
            ours = context.active();
            trace.getActiveSpan()?.setAttributes({
              'rewardmap.run': workflowId,
              ...spanAttributes(aboutWorkflow(given.args[0])),
              temporalWorkflowId: workflowId,
              run_id: runId,
            });
            linkToBefore(given.headers);
            return next(given);
          }),
        handleSignal: (input, next) =>
          context.with(ours, () => unchanged(inbound.handleSignal.bind(inbound), input, next)),
        handleUpdate: (input, next) =>
          context.with(ours, () => unchanged(inbound.handleUpdate.bind(inbound), input, next)),
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) =>
          unchanged(outbound.scheduleActivity.bind(outbound), input, (given) => {
            trace.getActiveSpan()?.setAttributes(spanAttributes(aboutOf(given.args[0])));
            return next(given);
          }),
        startChildWorkflowExecution: (input, next) =>
          unchanged(outbound.startChildWorkflowExecution.bind(outbound), input, (given) => {
            const { workflowId, args } = given.options;
            trace
              .getActiveSpan()
              ?.setAttributes({ temporalWorkflowId: workflowId, ...spanAttributes(aboutWorkflow(args[0])) });
            return next(
              isOwnTrace(given.workflowType, args) ? { ...given, headers: ofOwnTrace(given.headers) } : given,
            );
          }),
        signalWorkflow: (input, next) => unchanged(outbound.signalWorkflow.bind(outbound), input, next),
        continueAsNew: (input, next) =>
          unchanged(outbound.continueAsNew.bind(outbound), input, (given) =>
            next({ ...given, headers: ofOwnTrace(given.headers) }),
          ),
        getLogAttributes: (input, next) => outbound.getLogAttributes(input, next),
      },
    ],
    internals: [new OpenTelemetryInternalsInterceptor()],
  };
}

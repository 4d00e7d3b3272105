import { ApplicationFailure, CompleteAsyncError } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import type { WorkerInterceptors } from '@temporalio/worker';

/**
 * Gives a failed activity the name of its error as failure type, which retry policies tell errors apart by. Left to itself the
 * SDK takes the name of the class, and an error that came from the policy's thread has lost its class.
 */
export const failuresByName: WorkerInterceptors = {
  activity: [
    () => ({
      inbound: {
        async execute(input, next) {
          try {
            return await next(input);
          } catch (error) {
            throw failureOf(error);
          }
        },
      },
    }),
  ],
};

function failureOf(error: unknown): unknown {
  const isOurs = error instanceof Error && !(error instanceof TemporalFailure || error instanceof CompleteAsyncError);
  return isOurs ? ApplicationFailure.fromError(error, { type: error.name }) : error;
}

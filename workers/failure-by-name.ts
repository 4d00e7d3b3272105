import { ApplicationFailure, CompleteAsyncError } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';

import { isPermanent } from '../activities/permanent-failures.ts';

/**
 * Gives a failed activity the name of its error as failure type, and says of permanent ones that trying again is of no use. Left to
 * itself the SDK takes the name of the class, and an error that came from the policy's thread has lost its class.
 */
export const failureByName = (): ActivityInterceptors => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input);
      } catch (error) {
        throw failureOf(error);
      }
    },
  },
});

function failureOf(error: unknown): unknown {
  const isOurs = error instanceof Error && !(error instanceof TemporalFailure || error instanceof CompleteAsyncError);
  if (!isOurs) return error;
  return ApplicationFailure.fromError(error, { type: error.name, nonRetryable: isPermanent(error.name) });
}

import { ApplicationFailure } from '@temporalio/workflow';

/** Turns down what a person asked for, where there is a reason to: it is for the person to ask again, not for a retry. */
export function turnDown(name: string, reason: string | undefined): void {
  if (reason !== undefined) throw ApplicationFailure.nonRetryable(`cannot ${name}: ${reason}`, 'Refused');
}

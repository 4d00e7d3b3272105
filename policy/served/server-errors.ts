import { PolicyError, type PolicyErrorType } from '../errors.ts';
import type { FailureKind } from '../http/request-error.ts';
import { OpenAiError } from '../openai/openai-error.ts';

/** What a question that came to nothing means for a policy: ask later, or give up. */
const meanings: Readonly<Record<FailureKind, PolicyErrorType>> = {
  transient: 'PolicyServerUnavailable',
  permanent: 'PolicyServerRefused',
};

/** Does work on a server; its failures are those of a policy. */
export async function onServer<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OpenAiError)) throw error;
    throw new PolicyError(meanings[error.kind], error.message);
  }
}

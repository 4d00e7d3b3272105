import { PolicyError, type PolicyErrorType } from '../errors.ts';
import { TinkerError, type TinkerReason } from '../tinker/tinker-error.ts';

/** What a failed request means for a policy: wait, make the model anew, or give up. */
const meanings: Readonly<Record<TinkerReason, PolicyErrorType>> = {
  unreachable: 'PolicyServerUnavailable',
  busy: 'PolicyServerUnavailable',
  server: 'PolicyServerLost',
  pending: 'PolicyServerLost',
  failed: 'PolicyServerLost',
  gone: 'PolicyServerLost',
  expired: 'PolicyServerLost',
  conflict: 'PolicyServerLost',
  refused: 'PolicyServerRefused',
  unreadable: 'PolicyServerRefused',
};

type Meanings = Readonly<Partial<Record<TinkerReason, PolicyErrorType>>>;

/** Does work on a server; its failures are those of a policy, where nothing else is said as above. */
export async function onServer<Result>(work: () => Promise<Result>, otherwise: Meanings = {}): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TinkerError)) throw error;
    throw new PolicyError(otherwise[error.reason] ?? meanings[error.reason], error.message);
  }
}

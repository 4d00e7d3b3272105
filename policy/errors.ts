/**
 * What went wrong in a policy, by type, so that a caller knows what a retry is worth: a bad file or text stays
 * bad, a device that is missing stays missing, a thread that ended can be started again. A server that is away comes back; where it has lost
 * a policy, that is made anew from a snapshot, from an earlier one where it has lost that, too; what it refuses, it refuses again.
 */
export type PolicyErrorType =
  | 'BadPolicyFile'
  | 'BadText'
  | 'PolicyThreadEnded'
  | 'NonFiniteGradient'
  | 'DeviceUnavailable'
  | 'PolicyServerUnavailable'
  | 'PolicyServerLost'
  | 'PolicySnapshotLost'
  | 'PolicyServerRefused';

/** An error of the policy room. Its name is its type, which is also how Temporal tells error types apart. */
export class PolicyError extends Error {
  constructor(type: PolicyErrorType, message: string) {
    super(message);
    this.name = type;
  }
}

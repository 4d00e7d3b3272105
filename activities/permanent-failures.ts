/** What the language itself throws where code or data is wrong: trying again would only say it again. */
const programErrors = ['TypeError', 'RangeError', 'SyntaxError', 'URIError'];

/** Failures of ours that trying again cannot mend, by the names of their errors. */
export const permanentFailures: readonly string[] = [
  'InvalidSpec',
  'BadName',
  'MissingObject',
  'CorruptObject',
  'UnknownRecord',
  'RemovalRefused',
  'BadPolicyFile',
  'BadText',
  'NonFiniteGradient',
  'DeviceUnavailable',
  'PolicyServerRefused',
  'Divergence',
  'LogConflict',
  'RewardError',
  'RewardModuleChanged',
  'OwnRewardFailed',
  'BadPicture',
  'BenchmarkError',
  'BadDatasetFile',
  'DatasetRefused',
  'BadRows',
];

/** Whether trying again could only say it again, by the name of an error. */
export const isPermanent = (name: string): boolean => permanentFailures.includes(name) || programErrors.includes(name);

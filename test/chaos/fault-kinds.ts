/** What strikes a run under way. docs/chaos.md says what each does. */
export const faultKinds = [
  'policy-killed',
  'workflow-killed',
  'temporal-killed',
  'minio-killed',
  'everything-killed',
  'store-refusing',
  'store-slow',
  'store-silent',
  'put-cut',
  'read-cut',
  'answer-lost',
  'disk-full',
  'policy-frozen',
  'workflow-frozen',
  'two-policy-workers',
  'sweep-killed',
  'successor-killed',
  'held-killed',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Those that wait for something that the run does next. The others strike whatever it does. */
export const waitingKinds: readonly FaultKind[] = [
  'store-silent',
  'put-cut',
  'read-cut',
  'answer-lost',
  'policy-frozen',
  'workflow-frozen',
];

/** A worker whose engine rounds otherwise: the run ends otherwise too, so this has runs of its own. */
export const otherThreads = 'other-threads';

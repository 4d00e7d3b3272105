/** An object as lineage names it. */
export interface TracedObject {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface TracedVersion {
  readonly run: string;
  readonly step: number;
  /** Of weights and optimiser state. */
  readonly digest: string;
}

/** The steps that a stage took, and what it asked. */
export interface TracedStage {
  readonly name: string;
  readonly firstStep: number;
  readonly lastStep: number;
  /** `generated`, from the seed of the spec; or the manifest of the dataset whose rows it asked. */
  readonly data: 'generated' | TracedObject;
}

/** Where a policy version comes from, as the records of the store tell. */
export interface Lineage {
  readonly version: TracedVersion;
  /** The snapshot that holds its bytes; null where it is made again from the one before. */
  readonly snapshot: {
    readonly record: string;
    readonly weights: TracedObject;
    readonly optimiser: TracedObject;
  } | null;
  /** Steps of the run's snapshots, and of those whose bytes its retention let go. */
  readonly snapshots: readonly number[];
  readonly retired: readonly number[];
  readonly log: {
    /** Entries up to the version, and the step from which on they make it again from the snapshot before. */
    readonly entries: number;
    readonly since: number;
    /** SHA-256 of the last of them, which vouches for those before; null where the run has none. */
    readonly digest: string | null;
    /** False where entries are of an earlier release, which did not chain them. */
    readonly isChained: boolean;
    /** Whether its batches were let go. */
    readonly retired: boolean;
  };
  readonly seed: number;
  readonly stages: readonly TracedStage[];
  readonly spec: TracedObject;
  readonly manifest: TracedObject;
  /** The code that opened the run; null of an earlier release. */
  readonly code: Readonly<Record<string, string | number | null>> | null;
  /** What the run began with. */
  readonly begins: {
    readonly version: TracedVersion;
    /** Folder of the base policy that its spec names; null where it has none. */
    readonly base: string | null;
    /** Versions that other runs of the store made and that have the same weights: of the cold start that made the base policy. */
    readonly madeBy: readonly TracedVersion[];
    /** Of a fork: the version of another run that it was forked from. */
    readonly parent: TracedVersion | null;
  };
  /** Who relies on the run: records of arms, comparisons and evaluations, and runs that were forked from it. */
  readonly usedBy: {
    readonly arms: readonly string[];
    readonly comparisons: readonly string[];
    readonly evaluations: readonly string[];
    readonly forks: readonly TracedVersion[];
  };
  /** Records of other runs that are lost or damaged, a sentence each: makers and users of this one may be missing above. */
  readonly unread: readonly string[];
  /** SHA-256 of the seal of a run that has ended; null where it has none that is whole. */
  readonly seal: string | null;
}

/** What holding every byte to its digest found. */
export interface Verification {
  readonly objects: number;
  readonly bytes: number;
  /** Log entries that were held to the chain. */
  readonly entries: number;
  /** What Temporal says of the seals of the run and, after it, of those that it was forked from: one sentence each. */
  readonly temporal: readonly { readonly run: string; readonly says: string }[];
  readonly faults: readonly string[];
}

const short = (digest: string): string => digest.slice(0, 16);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const named = ({ run, step, digest }: TracedVersion): string => `${run}@${step}, digest ${short(digest)}`;
const object = ({ key, bytes }: TracedObject): string => `${key}, ${megabytes(bytes)}`;

function versionLines({ version, snapshot, snapshots, retired, log }: Lineage): readonly string[] {
  const gone = retired.length > 0 ? `; let go: ${retired.join(', ')}` : '';
  return [
    `version ${version.step} of run ${version.run}`,
    `  digest     ${version.digest}`,
    ...(snapshot
      ? [
          `  weights    ${object(snapshot.weights)}`,
          `  optimiser  ${object(snapshot.optimiser)}`,
          `  snapshot   ${snapshot.record}`,
        ]
      : [
          `  snapshot   none: it is made again from that of step ${log.since}, by ${counted(version.step - log.since, 'update')}`,
        ]),
    `  snapshots  of the run: ${snapshots.join(', ')}${gone}`,
  ];
}

function logLine({ log }: Lineage): string {
  if (log.digest === null) return '  log        none';
  const chain = log.isChained ? 'each names the one before' : 'of an earlier release, not chained';
  return `  log        ${log.entries} entries, ${chain}; the last is ${log.digest}${log.retired ? '; its batches were let go' : ''}`;
}

function stageLine({ name, firstStep, lastStep, data }: TracedStage, seed: number): string {
  const source = data === 'generated' ? `generated, seed ${seed}` : `dataset ${data.key}`;
  return `    ${name}, steps ${firstStep} to ${lastStep}: ${source}`;
}

function beginLines({ begins: { version, base, madeBy, parent } }: Lineage): readonly string[] {
  return [
    `  begins     with digest ${short(version.digest)} at step ${version.step}${base === null ? '' : `, base policy ${base}`}`,
    ...(parent ? [`    forked from ${named(parent)}`] : []),
    ...madeBy.map((each) => `    weights made by ${named(each)}`),
  ];
}

function useLines({ usedBy }: Lineage): readonly string[] {
  const uses = [
    ...usedBy.arms.map((key) => `arm ${key}`),
    ...usedBy.comparisons.map((key) => `comparison ${key}`),
    ...usedBy.evaluations.map((key) => `evaluation ${key}`),
    ...usedBy.forks.map((fork) => `fork ${fork.run} from step ${fork.step}`),
  ];
  return [
    `  used by    ${uses.length === 0 ? 'nothing that the store knows of' : uses[0]}`,
    ...uses.slice(1).map((use) => `             ${use}`),
  ];
}

/** A lineage as people read it, from the weights back to where they come from. */
export function lineageText(lineage: Lineage): string {
  const { stages, seed, spec, manifest, code, unread, seal } = lineage;
  return [
    ...versionLines(lineage),
    logLine(lineage),
    ...stages.map((stage) => stageLine(stage, seed)),
    `  spec       ${spec.key}`,
    `  manifest   ${manifest.key}`,
    `  code       ${
      code
        ? Object.entries(code)
            .map(([name, value]) => `${name} ${value ?? 'unknown'}`)
            .join(', ')
        : 'of an earlier release, which did not say'
    }`,
    ...beginLines(lineage),
    ...useLines(lineage),
    ...unread.map((each) => `  not read   ${each}`),
    `  seal       ${seal ?? 'none that is whole: the run has not ended, was begun by an earlier release, or its seal is damaged'}`,
  ].join('\n');
}

/** What a check found, as people read it. */
export function verificationText({ objects, bytes, entries, temporal, faults }: Verification): string {
  const read = `${objects} objects, ${megabytes(bytes)}, and ${entries} log entries`;
  return [
    ...faults.map((fault) => `changed: ${fault}`),
    faults.length === 0
      ? `Nothing was changed: ${read} are what they were.`
      : `${faults.length} of what was read is not what it was: ${read} were held to their digests.`,
    ...temporal.map(({ run, says }, index) => `Temporal${index === 0 ? '' : ` of ${run}`}: ${says}`),
  ].join('\n');
}

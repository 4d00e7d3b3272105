/**
 * What a name outside `objects/` is: a record names objects that must stay; a file is looked at by people, names nothing that must stay, and
 * is written again under its name.
 */
export type NameKind = 'record' | 'file';

const digest = '[0-9a-f]{64}';
const number = '\\d{6}';

/** Every name that this release writes. What is added here without its line makes a sweep refuse: nothing is removed by mistake. */
const known: readonly (readonly [RegExp, NameKind])[] = [
  [`runs/.+/(run|seal)\\.json`, 'record'],
  [`runs/.+/(log|lessons|snapshots)/${number}\\.json`, 'record'],
  [`runs/.+/retired/(log|predictions|snapshots/${number})\\.json`, 'record'],
  [`runs/.+/steering/[0-9a-f]{32}\\.json`, 'record'],
  [`runs/.+/evaluations/[\\w/-]+\\.json`, 'record'],
  [`runs/.+/rounding/[0-9a-f]{16}\\.json`, 'record'],
  [`runs/.+/incidents/${number}-[0-9a-f]{12}\\.json`, 'file'],
  [`runs/.+/(report\\.html|metrics\\.jsonl)`, 'file'],
  [`arms/${digest}\\.json`, 'record'],
  [`comparisons/.+/kept\\.json`, 'record'],
  [`comparisons/.+/comparison\\.(html|json)`, 'file'],
  [`evaluations/${digest}/(evaluation|parts/\\d{7}-\\d{7})\\.json`, 'record'],
  [`evaluations/${digest}/(predictions\\.jsonl|scores\\.jsonl|table\\.txt|table\\.json)`, 'file'],
  [`datasets/[^/]+\\.json`, 'record'],
  [`datasets/[^/]+/imports/[0-9a-f]{16}/${number}\\.json`, 'record'],
  [`datasets/marks/${digest}/${digest}\\.json`, 'record'],
  [`pictures/${digest}/[\\w-]+\\.json`, 'record'],
  [`benchmarks/kept/${digest}\\.\\w+\\.json`, 'record'],
  [`benchmarks/[^/]+`, 'file'],
  [`sweeps/notice\\.json`, 'file'],
].map(([pattern, kind]) => [new RegExp(`^${pattern}$`), kind as NameKind]);

/** Where records lie. Names that begin otherwise are people's own: neither read nor removed. */
export const recordRooms = [
  'runs',
  'arms',
  'comparisons',
  'evaluations',
  'datasets',
  'pictures',
  'benchmarks',
  'sweeps',
].map((room) => `${room}/`);

/** What a name in one of the {@link recordRooms} is; undefined where no release that we know of writes it. */
export const kindOfName = (key: string): NameKind | undefined => known.find(([pattern]) => pattern.test(key))?.[1];

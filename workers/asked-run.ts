import { readComparison, type ComparisonSpec } from '../activities/comparison-spec.ts';
import { parseSpec } from '../activities/parse-spec.ts';
import { inWorkflowId } from '../activities/run-name.ts';
import { coldStartSpec, curriculumSpec, type ColdStartSpec, type CurriculumSpec } from '../activities/spec.ts';
import { mainQueue } from '../workflows/queues.ts';
import { InputError } from './command-line/input-error.ts';
import { readSpec } from './read-spec.ts';
import type { RunToStart } from './start-or-join.ts';

/** A run that a person asks for, by its spec: read, and judged in full. */
export type AskedRun = AskedCurriculum | AskedColdStart | AskedComparison;

export interface AskedCurriculum extends RunToStart {
  readonly type: 'trainCurriculum';
  readonly spec: CurriculumSpec;
}

export interface AskedColdStart extends RunToStart {
  readonly type: 'coldStart';
  readonly spec: ColdStartSpec;
}

export interface AskedComparison extends RunToStart {
  readonly type: 'compareArms';
  readonly spec: ComparisonSpec;
}

function curriculum(given: unknown): AskedCurriculum {
  const spec = parseSpec(curriculumSpec, given);
  const { title, seed } = spec;
  return {
    type: 'trainCurriculum',
    workflowId: `rewardmap-${inWorkflowId(title)}`,
    summary: `RewardMap curriculum ${title}, seed ${seed}`,
    spec,
  };
}

function coldStart(given: unknown): AskedColdStart {
  const spec = parseSpec(coldStartSpec, given);
  const { title, seed } = spec;
  return {
    type: 'coldStart',
    workflowId: `cold-start-${inWorkflowId(title)}`,
    summary: `cold start ${title}, seed ${seed}`,
    spec,
  };
}

function comparison(given: unknown): AskedComparison {
  const { spec } = readComparison(given);
  const { title, arms, seeds } = spec;
  const summary = `comparison ${title}: ${arms.length} arms with ${seeds.length} seeds`;
  return { type: 'compareArms', workflowId: `comparison-${inWorkflowId(title)}`, summary, spec };
}

type Fields = Readonly<Record<string, unknown>>;
const hasFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The spec with a folder of station lists in place of its own. What is no spec is left for the parser to name. */
function withCities(spec: unknown, cities: string | undefined): unknown {
  if (cities === undefined || !hasFields(spec)) return spec;
  if (hasFields(spec['common'])) return { ...spec, common: withCities(spec['common'], cities) };
  return hasFields(spec['evaluation']) ? { ...spec, evaluation: { ...spec['evaluation'], cities } } : spec;
}

/** Workflows that are no runs, by a field that only their specs have. */
const startedElsewhere = { benchmark: 'evaluatePolicy', source: 'buildDataset' } as const;

/** What a spec asks for, by the field that no other kind has. */
function asked(spec: unknown): AskedRun {
  if (hasFields(spec) && 'phases' in spec) return coldStart(spec);
  if (hasFields(spec) && 'arms' in spec) return comparison(spec);
  for (const [field, workflow] of Object.entries(startedElsewhere))
    if (hasFields(spec) && field in spec)
      throw new InputError(
        `is a spec of the workflow ${workflow}, not of a run: temporal workflow start --type ${workflow} --task-queue ${mainQueue} --input-file <this file>`,
      );
  return curriculum(spec);
}

/**
 * The run of a spec's file: a cold start where the spec has `phases`, a comparison where it has `arms`, else a curriculum. Throws
 * {@link InputError} where the file cannot be read or the spec cannot be run.
 */
export async function askedRun(file: string, cities?: string): Promise<AskedRun> {
  const spec = withCities(await readSpec(file), cities);
  try {
    return asked(spec);
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}`);
  }
}

/** The cold start of a spec's file. Throws as {@link askedRun}, and where the spec is of another kind. */
export async function askedColdStart(file: string): Promise<AskedColdStart> {
  const run = await askedRun(file);
  if (run.type === 'coldStart') return run;
  const kind = run.type === 'compareArms' ? 'comparison' : 'curriculum';
  throw new InputError(`${file}: is the spec of a ${kind}: a cold start has phases`);
}

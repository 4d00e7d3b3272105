import { parseSpec } from '../../activities/parse-spec.ts';
import { curriculumSpec, type CurriculumSpec } from '../../activities/spec.ts';
import quick from '../../examples/quick.json' with { type: 'json' };

type Changes = Partial<Pick<CurriculumSpec, 'rollout' | 'threads' | 'snapshotEvery'>>;

/** `quick` with so many steps in each stage, and next to no evaluation. */
export function shortQuick(steps: number, changes: Changes = {}) {
  return parseSpec(curriculumSpec, {
    ...quick,
    title: 'bench',
    stages: quick.stages.map((stage) => ({ ...stage, steps })),
    evaluation: { ...quick.evaluation, questionsPerKind: 1 },
    ...changes,
  });
}

/** Its planning alone. */
export function planningOnly(steps: number, changes: Changes = {}): CurriculumSpec {
  const spec = shortQuick(steps, changes);
  return { ...spec, stages: spec.stages.slice(-1) };
}

/** So many small steps. */
export function manySmallSteps(steps: number, threads: number): CurriculumSpec {
  const { rollout, ...spec } = planningOnly(steps);
  return { ...spec, threads, rollout: { ...rollout, questions: 4, answers: 4 } };
}

import type { SampleCard, StageSpan } from '../report/types.ts';
import type { RewardRules } from '../reward/rules.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { LogEntry } from '../store/run-records.ts';
import type { ScoredBatch } from './data.ts';
import type { LeftOut } from './left-out.ts';
import { shownQuestion, shownSample } from './shown-question.ts';

const groupsShownOfStep = 4;

/** Steps whose samples are shown: the first, the middle and the last of each stage, as far as the run has come. */
function sampledSteps(stages: readonly StageSpan[]): readonly number[] {
  const wanted = stages.flatMap(({ firstStep, lastStep }) => [
    firstStep,
    Math.floor((firstStep + lastStep) / 2),
    lastStep,
  ]);
  return [...new Set(wanted)];
}

async function cards(
  store: ObjectStore,
  { step, stage, batch }: LogEntry,
  rules: RewardRules,
  leftOut: LeftOut,
): Promise<readonly SampleCard[]> {
  const { groups } = await leftOut.orElse(step, store.getJson<Pick<ScoredBatch, 'groups'>>(batch), { groups: [] });
  const shown = groups.slice(0, groupsShownOfStep).map(async (scored, group): Promise<readonly SampleCard[]> => {
    const question = await leftOut.orElse(step, shownQuestion(store, scored, rules), undefined);
    const answers = scored.answers.map((answer) => shownSample(answer, scored, rules));
    return question ? [{ step, group, stage, ...question, answers }] : [];
  });
  return (await Promise.all(shown)).flat();
}

/** Some groups of chosen steps of each stage, with all their answers. What is lost or damaged is left out, and told. */
export async function reportSamples(
  store: ObjectStore,
  log: readonly LogEntry[],
  stages: readonly StageSpan[],
  rules: RewardRules,
  leftOut: LeftOut,
): Promise<readonly SampleCard[]> {
  const wanted = sampledSteps(stages);
  const shown = log.filter(({ step }) => wanted.includes(step));
  return (await Promise.all(shown.map((entry) => cards(store, entry, rules, leftOut)))).flat();
}

import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { questionOf } from '../transit/question-of.ts';
import { questionKinds } from '../transit/question.ts';
import { questionSet, type PosedQuestion } from '../transit/question-set.ts';
import type { RunRef } from './data.ts';
import { stopIfCancelled } from './heartbeat.ts';
import { heldOutCities } from './held-out-cities.ts';
import { pose } from './pose.ts';
import { specOf } from './run-spec.ts';
import type { CommonSpec } from './spec.ts';

export interface SelectHeldOutInput {
  readonly run: RunRef;
}

export interface HeldOut {
  readonly batches: readonly ObjectRef[];
  /** What a reader must know of the questions: cities left out, and why. Empty where there is nothing. */
  readonly notice: string;
}

const questionsInBatch = 64;

function onRandomMaps({ evaluation, maps }: CommonSpec): readonly PosedQuestion[] {
  return questionSet({
    split: 'held-out',
    name: [evaluation.seed],
    kinds: questionKinds,
    count: evaluation.questionsPerKind * questionKinds.length,
    difficulties: maps.difficulties,
  });
}

/** The questions that no step ever trains on: on random maps of a split of their own, and on real cities where lists are given. */
export function selectHeldOutActivity(store: ObjectStore, projectFolder: URL) {
  async function onCities({
    evaluation,
  }: CommonSpec): Promise<{ questions: readonly PosedQuestion[]; notice: string }> {
    const { questionsPerCity, seed } = evaluation;
    const cities = await heldOutCities(evaluation, projectFolder);
    if (cities === null)
      return { questions: [], notice: 'No station lists given (evaluation.cities): no real city asked.' };
    const { placed, skipped } = cities;
    const questions = placed.flatMap(({ network }) =>
      Array.from({ length: questionsPerCity }, (_, index) => {
        const kind = questionKinds[index % questionKinds.length]!;
        return {
          network,
          question: questionOf(kind, network, ['held-out', seed, network.country, network.city, index]),
        };
      }),
    );
    const left = skipped.map(({ city, reason }) => `${city} (${reason})`);
    return { questions, notice: left.length === 0 ? '' : `Cities that do not fit the grid: ${left.join(', ')}.` };
  }

  return async function selectHeldOut({ run }: SelectHeldOutInput): Promise<HeldOut> {
    const spec = await specOf(store, run);
    const { questions, notice } = await onCities(spec);
    const all = [...onRandomMaps(spec), ...questions];
    const batches: ObjectRef[] = [];
    for (let first = 0; first < all.length; first += questionsInBatch) {
      stopIfCancelled();
      const batch = await pose(store, all.slice(first, first + questionsInBatch), spec.maps.style);
      batches.push(await store.putJson(batch));
    }
    return { batches, notice };
  };
}

import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { paintBlank, paintMap } from '../transit/draw-map.ts';
import { distinctQuestions } from '../transit/distinct-questions.ts';
import { questionKinds } from '../transit/question.ts';
import { questionSet, type PosedQuestion } from '../transit/question-set.ts';
import { cityNotice } from './city-notice.ts';
import type { RunRef } from './data.ts';
import { stopIfCancelled } from './heartbeat.ts';
import { heldOutCities } from './held-out-cities.ts';
import { noticed } from './incidents.ts';
import { pose } from './pose.ts';
import { curriculumOf, specOf } from './run-spec.ts';
import type { CommonSpec, CurriculumSpec } from './spec.ts';
import { askedKinds, transfersOf } from './stage-questions.ts';

export interface SelectHeldOutInput {
  readonly run: RunRef;
  /** Where given, the questions are those of this stage's gate. */
  readonly gateOf?: string | undefined;
  /** Whether blank paper stands in each map's place. */
  readonly blank?: boolean | undefined;
  /** Where they are chosen again, because an object of the evaluation was lost: what it was. */
  readonly lost?: { readonly what: string; readonly label: string; readonly step: number };
}

export interface HeldOut {
  readonly batches: readonly ObjectRef[];
  /** What a reader must know of the questions: cities left out, and why; what plans about cities need. Empty where there is nothing. */
  readonly notice: string;
}

interface Chosen {
  readonly questions: readonly PosedQuestion[];
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
    ...transfersOf(maps),
  });
}

/** Of the stage's kinds, on maps of a split of their own: the held-out questions of the run stay unseen by any decision. */
function ofGate({ evaluation, maps, stages }: CurriculumSpec, name: string): readonly PosedQuestion[] {
  const stage = stages.find((each) => each.name === name);
  if (!stage?.gate) throw new Error(`stage "${name}" has no gate`);
  return questionSet({
    split: 'gate',
    name: [evaluation.seed, name],
    kinds: askedKinds(stage),
    count: stage.gate.questions,
    difficulties: maps.difficulties,
    ...transfersOf(maps),
  });
}

/** The questions that no step ever trains on: on random maps of a split of their own, and on real cities where lists are given. */
export function selectHeldOutActivity(store: ObjectStore, projectFolder: URL) {
  async function onCities({ evaluation }: CommonSpec): Promise<Chosen> {
    const { questionsPerCity, seed } = evaluation;
    const cities = await heldOutCities(evaluation, projectFolder);
    if (cities === null)
      return { questions: [], notice: 'No station lists given (evaluation.cities): no real city asked.' };
    const { placed, skipped } = cities;
    const questions = placed.flatMap(({ network }) => {
      const name = ['held-out', seed, network.country, network.city];
      return distinctQuestions(network, questionKinds, questionsPerCity, name).map((question) => ({
        network,
        question,
      }));
    });
    return { questions, notice: cityNotice(skipped, questions) };
  }

  async function chosen({ run, gateOf }: SelectHeldOutInput): Promise<Chosen> {
    if (gateOf !== undefined) return { questions: ofGate(await curriculumOf(store, run), gateOf), notice: '' };
    const spec = await specOf(store, run);
    const { questions, notice } = await onCities(spec);
    return { questions: [...onRandomMaps(spec), ...questions], notice };
  }

  return async function selectHeldOut(input: SelectHeldOutInput): Promise<HeldOut> {
    if (input.lost) {
      const { what, label, step } = input.lost;
      const told = `${what}; the evaluation ${label} was done again from its questions`;
      await noticed(store, input.run.name, { kind: 'made again', step, what: told });
    }
    const { maps } = await specOf(store, input.run);
    const { questions: all, notice } = await chosen(input);
    const batches: ObjectRef[] = [];
    for (let first = 0; first < all.length; first += questionsInBatch) {
      stopIfCancelled();
      const batch = await pose(
        store,
        all.slice(first, first + questionsInBatch),
        maps.style,
        input.blank ? paintBlank : paintMap,
      );
      batches.push(await store.putJson(batch));
    }
    return { batches, notice };
  };
}

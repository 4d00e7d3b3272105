import type { Policy, TrainingGroup } from '../policy/port.ts';
import { caption, captionKinds, type CaptionKind } from '../transit/caption.ts';
import { drawByShare } from '../transit/deal.ts';
import type { PlacedNetwork } from '../transit/network.ts';
import { paintMap } from '../transit/draw-map.ts';
import { cellLabels, patchLabels } from '../transit/patch-labels.ts';
import { questionOf } from '../transit/question-of.ts';
import { randomNetwork } from '../transit/random-network.ts';
import { draws, seedFor, type SeedName } from '../transit/seed.ts';
import type { ColdStartPhase, ColdStartSpec, Material } from './spec.ts';

interface Exercise {
  readonly prompt: string;
  readonly answer: string;
}

const isCaption = (material: Material): material is CaptionKind => captionKinds.some((kind) => kind === material);

function exerciseOf(material: Material, network: PlacedNetwork, name: SeedName): Exercise {
  if (isCaption(material)) return caption(network, name, material);
  const { question, solution } = questionOf(material, network, name);
  return { prompt: question, answer: solution };
}

/**
 * The materials of a step's questions: drawn by their shares, then in the order of the mix, so that answers about one map are
 * about as long: they are filled up to the longest.
 */
function dealMaterials(mix: ColdStartPhase['mix'], count: number, name: SeedName): readonly Material[] {
  const shares = Object.entries(mix) as [Material, number][];
  const drawn = draws(seedFor(...name, 'materials'));
  const order = new Map(shares.map(([material], place) => [material, place]));
  return Array.from({ length: count }, () => drawByShare(shares, drawn)).sort((a, b) => order.get(a)! - order.get(b)!);
}

/** What a cold start learns from in one step: maps, questions about each with their right answers, and what each patch shows. */
export function lessonOf(
  spec: ColdStartSpec,
  phase: ColdStartPhase,
  step: number,
  policy: Policy,
): readonly TrainingGroup[] {
  const { maps, questions } = spec.batch;
  const asks = phase.objective === 'sft';
  const materials = asks ? dealMaterials(phase.mix, maps * questions, [spec.seed, 'cold-start', step]) : [];
  return Array.from({ length: maps }, (_, map): TrainingGroup => {
    const name = [spec.seed, 'cold-start', step, map];
    const difficulty = draws(seedFor(...name, 'difficulty')).pick(spec.maps.difficulties);
    const network = randomNetwork(name, difficulty);
    const image = paintMap(network, spec.maps.style).rgb;
    const rows = materials.slice(map * questions, (map + 1) * questions).map((material, index) => {
      const { prompt, answer } = exerciseOf(material, network, [...name, index]);
      return { question: prompt, tokens: policy.answerTokens(answer), advantage: 1, oldLogProbabilities: [] };
    });
    return { image, rows, patches: phase.objective === 'patches' ? patchLabels(network) : cellLabels(network) };
  });
}

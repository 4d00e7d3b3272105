import { z } from 'zod';

import { planKinds, questionKinds, type QuestionKind } from '../transit/question.ts';
import { stageKinds, type StageSpec } from './stage-spec.ts';

/** The order of the paper (section 3.3, as released) and the two that stand beside it in the released code. */
const namedOrders = {
  paper: [['TorF1', 'TorF2'], ['Counting2', 'Counting3'], ['Counting1'], planKinds],
  'paper-coarse': [['TorF1', 'TorF2', 'Counting1', 'Counting2', 'Counting3'], planKinds],
  'paper-fine': [['TorF1'], ['TorF2'], ['Counting3'], ['Counting2'], ['Counting1'], planKinds],
} as const satisfies Readonly<Record<string, readonly (readonly QuestionKind[])[]>>;

const orderNames = Object.keys(namedOrders) as readonly (keyof typeof namedOrders)[];

/** The order that the stages must keep: one by name, or one's own, its parts from first to last. */
export const orderSpec = z.union([
  z.enum(orderNames),
  z
    .array(z.array(z.enum(questionKinds)).min(1))
    .min(1)
    .refine((parts) => new Set(parts.flat()).size === parts.flat().length, {
      error: 'must name each kind once',
      abort: true,
    }),
]);
export type OrderSpec = z.infer<typeof orderSpec>;

interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * Why stages do not keep an order; empty where they do. A stage belongs to the last part that it has kinds of; by shares it may
 * keep kinds of earlier parts. Each kind of the order is the matter of one stage, and no stage goes back to an earlier part.
 */
export function orderProblems(order: OrderSpec, stages: readonly StageSpec[]): readonly Problem[] {
  const parts: readonly (readonly QuestionKind[])[] = typeof order === 'string' ? namedOrders[order] : order;
  const told = `the order ${parts.map((part) => part.join(' + ')).join(', ')}`;
  const partOf = (kind: QuestionKind): number => parts.findIndex((part) => part.includes(kind));
  const problems: Problem[] = [];
  const matterOf = new Map<QuestionKind, string>();
  let furthest: { readonly part: number; readonly name: string } | undefined;
  for (const [index, stage] of stages.entries()) {
    const kinds = stageKinds(stage);
    const wrong = (message: string): number => problems.push({ path: ['stages', index, 'kinds'], message });
    const strange = kinds.filter((kind) => partOf(kind) < 0);
    if (strange.length > 0) {
      wrong(`${strange.join(', ')}: not in ${told}`);
      continue;
    }
    const part = Math.max(...kinds.map(partOf));
    const matter = [...new Set(kinds.filter((kind) => partOf(kind) === part))];
    const earlier = [...new Set(kinds.filter((kind) => partOf(kind) < part))];
    if (earlier.length > 0 && Array.isArray(stage.kinds))
      wrong(`overlaps parts of ${told}: to keep some ${earlier.join(', ')} beside ${matter.join(', ')}, give shares`);
    for (const kind of matter) {
      const other = matterOf.get(kind);
      if (other !== undefined) wrong(`overlaps stage "${other}", which is of ${kind} too`);
      else matterOf.set(kind, stage.name);
    }
    if (furthest && part < furthest.part) wrong(`misordered: comes after stage "${furthest.name}", against ${told}`);
    else furthest = { part, name: stage.name };
  }
  const missing = parts.flat().filter((kind) => !matterOf.has(kind));
  return missing.length === 0
    ? problems
    : [...problems, { path: ['stages'], message: `no stage is of ${missing.join(', ')}, which ${told} has` }];
}

import { dealByShare, drawByShare, type Shares } from './deal.ts';
import type { PlacedNetwork } from './network.ts';
import { questionOf } from './question-of.ts';
import { isPlan, type Difficulty, type Question, type QuestionKind } from './question.ts';
import { mostTransfers, transferCounts } from './questions/planning.ts';
import { randomNetwork } from './random-network.ts';
import { draws, seedFor, type SeedName } from './seed.ts';

/** A question and the network that it is about. */
export interface PosedQuestion {
  readonly question: Question;
  readonly network: PlacedNetwork;
}

export interface QuestionSetSpec {
  /** Names of different splits never share a seed: `train`, `held-out`, `cold-start`, ... */
  readonly split: string;
  /** What tells this set from others of its split: run seed, stage, step. */
  readonly name: SeedName;
  /** A list: taken in turn. Shares: dealt by them over the set. */
  readonly kinds: readonly QuestionKind[] | Shares<QuestionKind>;
  readonly count: number;
  /** Each map's is drawn from these, or by their shares. */
  readonly difficulties: readonly Difficulty[] | Shares<Difficulty>;
  /** Consecutive questions that share a map; 1 where not given. */
  readonly questionsPerNetwork?: number;
  /** Transfers that plans need, taken in turn; 0, 1, 2 where not given. */
  readonly transfers?: readonly number[];
}

const networkAttempts = 200;

/** The questions of a set on random maps: a pure function of its spec. */
export function questionSet(spec: QuestionSetSpec): readonly PosedQuestion[] {
  const perNetwork = spec.questionsPerNetwork ?? 1;
  const tasks = tasksOf(spec);
  return Array.from({ length: Math.ceil(spec.count / perNetwork) }, (_, map) => {
    const name = [spec.split, ...spec.name, map];
    const drawn = draws(seedFor(...name, 'difficulty'));
    const difficulty = isShares(spec.difficulties)
      ? drawByShare(spec.difficulties, drawn)
      : drawn.pick(spec.difficulties);
    const mapTasks = tasks.slice(map * perNetwork, (map + 1) * perNetwork);
    const network = networkWith(
      name,
      difficulty,
      mapTasks.flatMap(({ transfers }) => transfers ?? []),
    );
    return mapTasks.map(({ kind, transfers }, i) => ({
      question: questionOf(kind, network, [...name, i], transfers),
      network,
    }));
  }).flat();
}

const isShares = <T extends string>(list: readonly T[] | Shares<T>): list is Shares<T> => typeof list[0] === 'object';

function kindsOf({ split, name, kinds, count }: QuestionSetSpec): readonly QuestionKind[] {
  if (isShares(kinds)) return dealByShare(kinds, count, [split, ...name, 'kinds']);
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]!);
}

/** The kind of each question, and for a plan its transfers, dealt in turn. */
function tasksOf(spec: QuestionSetSpec): { kind: QuestionKind; transfers?: number }[] {
  const { transfers = [0, 1, 2] } = spec;
  let plans = 0;
  return kindsOf(spec).map((kind) =>
    isPlan(kind) ? { kind, transfers: transfers[plans++ % transfers.length]! } : { kind },
  );
}

/** The first random network of a name that has pairs of stations for all these transfer counts. */
function networkWith(name: SeedName, difficulty: Difficulty, transfers: readonly number[]): PlacedNetwork {
  for (let attempt = 0; attempt < networkAttempts; attempt++) {
    const network = randomNetwork([...name, attempt], difficulty);
    if (transfers.length === 0) return network;
    const counts = transferCounts(network);
    if (transfers.every((wanted) => counts.includes(wanted))) return network;
  }
  throw new Error(
    `no ${difficulty} network with pairs ${transfers.join(', ')} transfers apart for ${name.join('/')} in ${networkAttempts} attempts; transfers may be 0 to ${mostTransfers}`,
  );
}

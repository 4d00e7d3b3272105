import { asks, says } from '../language.ts';
import { stationsOf, type Network } from '../network.ts';
import { bestRoute, transferTable, type Route, type Section } from '../routes.ts';
import type { Draws } from '../seed.ts';
import { change, servedStop, thought } from './trace.ts';
import { groupBy, pairsOf, pickEvenly, type Pair, type WrittenQuestion } from './written-question.ts';

/** Plans over more transfers are not asked: their answers would not fit the policy's answer length. */
export const mostTransfers = 2;

export function planShort(network: Network, drawn: Draws, transfers?: number): WrittenQuestion {
  return plan(network, drawn, transfers, asks.short, shortSection);
}

/** As the short form, with the number of via stops of each section. */
export function planLong(network: Network, drawn: Draws, transfers?: number): WrittenQuestion {
  return plan(network, drawn, transfers, asks.long, longSection);
}

/** The transfer counts, up to `mostTransfers`, for which the network has a pair of stations. */
export function transferCounts(network: Network): readonly number[] {
  return [...pairsByTransfers(network).keys()].sort((a, b) => a - b);
}

function pairsByTransfers(network: Network): Map<number, Pair[]> {
  const transfersOf = transferTable(network);
  const pairs = groupBy(pairsOf(stationsOf(network)), ([a, b]) => transfersOf(a, b) ?? Infinity);
  return new Map([...pairs].filter(([transfers]) => transfers <= mostTransfers));
}

function plan(
  network: Network,
  drawn: Draws,
  transfers: number | undefined,
  ask: string,
  sectionOf: (section: Section) => string,
): WrittenQuestion {
  const pairs = pairsByTransfers(network);
  const wanted = transfers === undefined ? pairs : new Map([...pairs].filter(([count]) => count === transfers));
  if (wanted.size === 0) {
    const counts = transferCounts(network).join(', ');
    throw new RangeError(
      `${network.city} has no two stations ${transfers} transfers apart; it has pairs for ${counts}`,
    );
  }
  const [from, to] = drawn.shuffle(pickEvenly(wanted, drawn)) as [string, string];
  const route = bestRoute(network, from, to)!;
  return {
    question: asks.planFrom + from + asks.to + to + ask,
    answer: -1,
    solution: thoughtOf(network, route) + says.route + route.sections.map(sectionOf).join(says.nextRoute),
    station_1: from,
    station_2: to,
    question_transfer_count: route.transfers,
  };
}

/** What there is to find out before the route can be written: the lines at both ends, then where to change between which. */
function thoughtOf(network: Network, { sections }: Route): string {
  const ends = [sections[0]!.from, sections.at(-1)!.to].map((stop) => servedStop(network, stop));
  const changes = sections.slice(1).map((section, i) => change(sections[i]!, section));
  return thought([ends.join(says.comma) + changes.join('')]);
}

function shortSection({ line, from, to }: Section): string {
  return ` ${line}${says.departure}${from}${says.arrival}${to}`;
}

function longSection(section: Section): string {
  return `${shortSection(section)}${says.viaStops}${section.stops - 1}`;
}

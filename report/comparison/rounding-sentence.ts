import type { Comparison } from './types.ts';

/** Where the runs of a comparison rounded in more than one way: what a reader must know of it. */
export function roundingSentence({ arms }: Pick<Comparison, 'arms'>): string | undefined {
  const ways = new Set(arms.flatMap(({ runs }) => runs.flatMap(({ roundings = [] }) => roundings)));
  if (ways.size < 2) return undefined;
  return `These runs rounded in ${ways.size} ways, as on other kinds of processors: made again on one machine, some may end elsewhere.`;
}

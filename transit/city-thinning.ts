import type { StationList } from './network.ts';

/** A city's lines with fewer stops, or why that cannot be. */
export type Thinned = { readonly lines: StationList } | { readonly reason: string };

/**
 * Takes stops out of a city until each line has at most so many: a drawn map has no room for more. Ends stay, and
 * interchanges, but for those inside a stretch that the same lines share. What room is left goes to the stops that
 * break the longest gaps. A stop that goes, goes from all its lines. Deviation: the benchmark asks about all stops.
 */
export function thinLines(list: StationList, mostStops: number): Thinned {
  const lines = Object.entries(list);
  const looped = lines.find(([, stops]) => new Set(stops).size < stops.length);
  if (looped) return { reason: `${looped[0]} stops twice at one station` };
  const kept = new Set(stopsThatMatter(list));
  const keptOn = (stops: readonly string[]): readonly string[] => stops.filter((stop) => kept.has(stop));
  const full = lines.find(([, stops]) => keptOn(stops).length > mostStops);
  if (full) return { reason: `${full[0]} has ${keptOn(full[1]).length} ends and interchanges, ${mostStops} fit` };
  const hasRoom = (stop: string): boolean =>
    lines.every(([, stops]) => !stops.includes(stop) || keptOn(stops).length < mostStops);
  for (const [, stops] of lines) {
    for (let stop = middleOfLongestGap(stops, kept, hasRoom); stop; stop = middleOfLongestGap(stops, kept, hasRoom)) {
      kept.add(stop);
    }
  }
  return { lines: Object.fromEntries(lines.map(([name, stops]) => [name, keptOn(stops)])) };
}

function stopsThatMatter(list: StationList): readonly string[] {
  const lines = Object.values(list);
  const companyOf = (stop: string | undefined): string =>
    lines.flatMap((stops, i) => (stop !== undefined && stops.includes(stop) ? [i] : [])).join();
  return lines.flatMap((stops) =>
    stops.filter((stop, i) => {
      const isEnd = i === 0 || i === stops.length - 1;
      const isShared = companyOf(stop).includes(',');
      const isWithinStretch =
        companyOf(stops[i - 1]) === companyOf(stop) && companyOf(stops[i + 1]) === companyOf(stop);
      return isEnd || (isShared && !isWithinStretch);
    }),
  );
}

/** The stop that breaks the longest gap between kept stops most evenly, among those that fit; undefined if none does. */
function middleOfLongestGap(
  stops: readonly string[],
  kept: ReadonlySet<string>,
  fits: (stop: string) => boolean,
): string | undefined {
  const isKept = (stop: string): boolean => kept.has(stop);
  const gaps = stops.flatMap((stop, i) => {
    const before = stops.slice(0, i).reverse().findIndex(isKept) + 1;
    const after = stops.slice(i + 1).findIndex(isKept) + 1;
    return isKept(stop) || !fits(stop) ? [] : [{ stop, evenness: before * after }];
  });
  return gaps.sort((a, b) => b.evenness - a.evenness)[0]?.stop;
}

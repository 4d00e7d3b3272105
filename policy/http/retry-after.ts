/** However long a server asks to be left alone, it is asked again after this many seconds. */
const longest = 120;

/** Seconds that an answer asks to wait before the next request; undefined where it asks for none that can be read. */
export function retryAfter(headers: Headers): number | undefined {
  const milliseconds = headers.get('retry-after-ms');
  const value = headers.get('retry-after');
  const seconds = [
    milliseconds && Number(milliseconds) / 1000,
    value && Number(value),
    value && untilDate(value, headers),
  ];
  const stated = seconds.find((each): each is number => typeof each === 'number' && Number.isFinite(each) && each >= 0);
  return stated === undefined ? undefined : Math.min(stated, longest);
}

/** By the server's own clock, which need not be ours. */
const untilDate = (value: string, headers: Headers): number =>
  (Date.parse(value) - Date.parse(headers.get('date') ?? '')) / 1000;

/** Seconds to wait after so many tries where the server says nothing: half a second, then twice as long each time. */
export const backOff = (tries: number): number => Math.min(2 ** (tries - 2), 30);

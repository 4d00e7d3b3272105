/** What is wrong with a text that is not JSON, without the piece of it that the parser quotes: a file of keys may have been named by mistake. */
export const jsonFault = (error: unknown): string =>
  (error as Error).message.replace(/, (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, '');

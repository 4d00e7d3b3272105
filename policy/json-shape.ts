/** What a JSON text may hold: beyond it a short text takes much memory, or means one thing to us and another to another reader. */
export interface JsonBounds {
  /** Objects and arrays within each other. */
  readonly depth: number;
  /** Commas and colons: there are hardly more values. */
  readonly separators: number;
}

/**
 * Looks over a JSON text, in one pass, before it is parsed. Answers with what is wrong: too deep, too much, or a name twice in one
 * object, of which `JSON.parse` would take the last and say nothing. What is no JSON is left for the parser to name.
 */
export function jsonFault(text: string, bounds: JsonBounds): string | undefined {
  const names: Set<string>[] = [];
  let separators = 0;
  let word = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '"') {
      const end = endOfString(text, at);
      word = text.slice(at, end);
      at = end - 1;
    } else if (sign === '{' || sign === '[') {
      if (names.push(new Set()) > bounds.depth) return `is deeper than ${bounds.depth}`;
    } else if (sign === '}' || sign === ']') names.pop();
    else if (sign === ':' || sign === ',') {
      if (++separators > bounds.separators) return `has more than ${bounds.separators} values`;
      const name = sign === ':' ? nameOf(word) : undefined;
      if (name !== undefined && names.at(-1)?.has(name)) return `has ${JSON.stringify(name.slice(0, 100))} twice`;
      if (name !== undefined) names.at(-1)?.add(name);
    }
  }
  return undefined;
}

/** One past the quotation mark that ends a string. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Two spellings of a name are one name. */
function nameOf(word: string): string | undefined {
  if (!word.includes('\\')) return word.slice(1, -1);
  try {
    return JSON.parse(word) as string;
  } catch {
    return undefined;
  }
}

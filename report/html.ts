/** Text that is safe to stand in a page. Only `html` makes it. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template whose values are escaped, in text and in quoted attributes alike, unless `html` made them. Lists are
 * joined, undefined is nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { markup: strings.reduce((markup, text, index) => markup + rendered(values[index - 1]) + text) };
}

/** Marks a text of our own (style, script) as safe. Never for text that a person or a policy wrote. */
export function trusted(markup: string): Html {
  return { markup };
}

function rendered(value: Part): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return 'markup' in value ? value.markup : value.map(rendered).join('');
}

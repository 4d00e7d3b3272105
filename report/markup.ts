/** Text that is safe to stand in a page. Only `markup` and `trusted` make it. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template of HTML whose values are escaped, in text and in quoted attributes alike, unless they are markup
 * themselves. Lists are joined, undefined is nothing.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return { html: strings.reduce((html, text, index) => html + rendered(values[index - 1]) + text) };
}

/** Marks a text of our own (style, script) as safe. Never for text that a person or a policy wrote. */
export function trusted(html: string): Markup {
  return { html };
}

/**
 * Controls and format characters, which turn, hide or join what stands beside them, and characters that fonts draw as nothing
 * (Unicode's default ignorable ones, the empty Braille cell, the null note head): shown by their number.
 */
const unseen = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/gu;

function escaped(text: string): string {
  return text
    .replace(
      unseen,
      (control) => `\u27e8U+${control.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}\u27e9`,
    )
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function rendered(value: Part): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return 'html' in value ? value.html : value.map(rendered).join('');
}

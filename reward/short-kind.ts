/** What a short answer can be: which types ask for it, and how a person's answer begins. */
export type ShortKind = 'yes or no' | 'option' | 'number';

/** The kind of a type that is known to be short; undefined for a `Counting...` that the benchmark does not have. */
export function shortKindOf(type: string): ShortKind | undefined {
  if (type.includes('TorF')) return 'yes or no';
  if (type === 'Counting1') return 'option';
  if (type === 'Counting2' || type === 'Counting3') return 'number';
  return undefined;
}

import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The look of a page, from the colours to what paper shows. */
export const pageStyle = ['palette', 'document', 'verdict', 'accuracy', 'curves', 'samples', 'comparison', 'print']
  .map((name) => read(`${name}.css`))
  .join('');

/** Steps and values under the pointer of a curve. */
export const curveScript = read('curve-values.js');

/** One sample at a time, with filters and keys. */
export const viewerScript = read('sample-viewer.js');

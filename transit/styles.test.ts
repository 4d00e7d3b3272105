import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { styles } from './styles.ts';

/** A spec names a style, and kept arms and evaluations go by the spec: with other colours they would be taken for what they are not. */
test('the looks are those that kept arms and evaluations saw: where one must change, raise the editions', () => {
  const digest = (style: unknown): string =>
    createHash('sha256').update(JSON.stringify(style)).digest('hex').slice(0, 16);
  const found = Object.fromEntries(Object.entries(styles).map(([name, style]) => [name, digest(style)]));
  expect(found).toEqual({
    clean: '3f0abc3ff9d2d924',
    dusk: 'b9b3a5ea1ddafdda',
    night: '5943933ce27cc3b0',
    midnight: '68fbffa15ad5715d',
    press: 'f5698af260ceb3fc',
    poster: 'b565561753bc0a4e',
    placard: '93071ddfcfa2d44e',
  });
});

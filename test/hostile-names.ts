import fc from 'fast-check';

/** Words by which a name may try to be another place: on a file system, in a URL, in S3, on a terminal. */
const words = [
  '..',
  '.',
  '',
  '/',
  '//',
  '\\',
  '..\\',
  '%2e%2e',
  '%2f',
  '%00',
  '~',
  '$HOME',
  'C:',
  'file:///etc',
  'http://elsewhere',
  '?',
  '#',
  '\0',
  '\n',
  '\u001b[2J',
  '\u202e',
  '\ud800',
  '\uff0e\uff0e',
  'a',
  'run',
  'snapshots',
  'log',
  'objects',
  'é',
  'e\u0301',
  ' ',
  'x'.repeat(255),
  'ü'.repeat(200),
  '0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
] as const;

const word = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 8 }));

/** Names that someone would give who means no good, and some that anyone would. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.array(word, { maxLength: 8 }).map((some) => some.join('/')) },
  { weight: 2, arbitrary: fc.array(word, { maxLength: 8 }).map((some) => some.join('')) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9-]{1,20}(?:\/[a-z0-9-]{1,20}){0,3}$/) },
);

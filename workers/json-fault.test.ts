import { expect, test } from 'vitest';

import { jsonFault } from './json-fault.ts';

function faultOf(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return jsonFault(error);
  }
  throw new Error('it is JSON');
}

test.each(['secret-key-of-mine', 'AKIA "quoted" key', '-----BEGIN KEY-----\nabc', '{"a": secret}', ''])(
  'nothing of %o is told',
  (text) => {
    expect(faultOf(text)).toMatch(/^(?:Unexpected|Expected|No number)/);
    expect(faultOf(text)).not.toMatch(/secret|AKIA|BEGIN|quoted/);
  },
);

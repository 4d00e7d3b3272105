import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../', import.meta.url));

test.each([
  ['sweep', ['x'], 'allowed are whole numbers from 1'],
  ['sweep', ['5', '6'], 'too many arguments'],
  ['import', ['0'], 'allowed are whole numbers from 1'],
  ['import', ['5', 'x'], 'allowed are whole numbers from 0'],
  ['import', ['5', '1', '2'], 'too many arguments'],
])('bench %s refuses %j before it starts anything', async (name, args, reason) => {
  const program = ['--import', 'tsx', 'bench/main.ts', 'bench', name, ...args];
  await expect(run(process.execPath, program, { cwd, timeout: 50_000 })).rejects.toThrow(reason);
});

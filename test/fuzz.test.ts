import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const run = promisify(execFile);

interface Fuzzed {
  readonly read: number;
  readonly refused: number;
  readonly escaped: readonly string[];
  readonly slowest: { readonly seconds: number };
  readonly residentRiseMegabytes: number;
}

/** The bench, in a process of its own, whose memory is told and whose crash would be seen. */
function bench(...args: readonly string[]): Promise<{ readonly stdout: string }> {
  const program = ['--import', 'tsx', 'bench/main.ts', 'bench', 'fuzz', ...args];
  return run(process.execPath, program, { cwd: root, timeout: 280_000 });
}

async function fuzzed(target: string, rounds: number): Promise<Fuzzed> {
  const { stdout } = await bench(String(rounds), '7', target);
  return (JSON.parse(stdout.trim()) as Readonly<Record<string, Fuzzed>>)[target]!;
}

test.each([
  ['pictures', 100, 800],
  ['parquet', 25, 1_800],
  ['safetensors', 500, 800],
])(
  'truncated, changed and hostile %s end well or in a typed error, in little time and memory',
  { timeout: 300_000 },
  async (target, rounds, mostMegabytes) => {
    const { read, refused, escaped, slowest, residentRiseMegabytes } = await fuzzed(target, rounds);
    expect(escaped).toEqual([]);
    expect(read + refused).toBeGreaterThan(rounds);
    expect(refused).toBeGreaterThan(rounds / 3);
    expect(slowest.seconds).toBeLessThan(120);
    expect(residentRiseMegabytes).toBeLessThan(mostMegabytes);
  },
);

test.each([
  [['x'], 'allowed are whole numbers from 0'],
  [['-1'], 'allowed are whole numbers from 0'],
  [['1', '7', 'pdf'], 'Allowed choices are pictures, parquet, safetensors'],
])('fuzz %j is refused', async (args, reason) => {
  await expect(bench(...args)).rejects.toThrow(reason);
});

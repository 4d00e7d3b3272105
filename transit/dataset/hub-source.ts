import { datasetInfo, downloadFile, HUB_URL, HubApiError, listFiles } from '@huggingface/hub';

import { DatasetRefused, HubUnreachable } from './bad-dataset.ts';
import type { DatasetSource, SourceFile } from './source.ts';

export interface HubDataset {
  /** `<owner>/<name>`. */
  readonly repo: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** How the hub is reached. The token is a secret: it comes from the environment of a worker, never from a spec. */
export interface HubAccess {
  readonly hubUrl?: string;
  readonly accessToken?: string;
}

/** As the hub gives them out. What else a variable may hold must not reach a header, whose errors would tell it. */
const tokenForm = /^hf_[\w.-]+$/;

/**
 * HF_ENDPOINT and HF_TOKEN, as the hub's own clients read them: without the spaces and line ends around. Throws
 * {@link DatasetRefused} for an address or a token that can be none; what they say is not told.
 */
export function hubAccess({ HF_ENDPOINT = '', HF_TOKEN = '' }: NodeJS.ProcessEnv): HubAccess {
  const [hubUrl, accessToken] = [HF_ENDPOINT.trim().replace(/\/+$/, ''), HF_TOKEN.trim()];
  if (hubUrl !== '' && !isPlainUrl(hubUrl))
    throw new DatasetRefused(
      'HF_ENDPOINT where workers run must be an http or https URL with no name or password in it',
    );
  if (accessToken !== '' && !tokenForm.test(accessToken))
    throw new DatasetRefused(
      'HF_TOKEN where workers run is no token of the hub: it must begin with hf_ and have no spaces',
    );
  return { ...(hubUrl === '' ? {} : { hubUrl }), ...(accessToken === '' ? {} : { accessToken }) };
}

function isPlainUrl(text: string): boolean {
  const { protocol, username, password } = URL.canParse(text) ? new URL(text) : new URL('none:');
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

const refusals = [401, 403, 404];
/** What a hub answers that may answer otherwise later. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** The commit that a revision is now; undefined where the hub has no such dataset or revision, or does not show it to us. */
export async function hubCommit({ repo, revision }: HubDataset, access: HubAccess): Promise<string | undefined> {
  const title = `dataset ${repo} at ${revision}`;
  const found = await granted(title, access, () =>
    datasetInfo({ name: repo, revision, additionalFields: ['sha'], ...access }).catch((error: unknown) => {
      if (error instanceof HubApiError && refusals.includes(error.statusCode)) return undefined;
      throw error;
    }),
  );
  return found?.sha;
}

/** Fetch throws a TypeError where it got no answer and tells why in the cause; a TypeError there too is a wrong address. */
const gotNoAnswer = (error: unknown): error is TypeError & { readonly cause: Error } =>
  error instanceof TypeError && error.cause instanceof Error && !(error.cause instanceof TypeError);

/**
 * What a request gives; where no answer came, or one that may be another later, {@link HubUnreachable}. The hub's own error is not
 * passed on: it tells the address, which may be a signed one, and whatever the hub wrote.
 */
async function reached<T>({ hubUrl = HUB_URL }: HubAccess, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof HubApiError && isPassing(error.statusCode)) {
      const asksToWait = error.statusCode === 429 ? ': it asks to wait' : '';
      throw new HubUnreachable(`the hub at ${hubUrl} answers with status ${error.statusCode}${asksToWait}`);
    }
    if (!gotNoAnswer(error)) throw error;
    throw new HubUnreachable(
      `the hub at ${hubUrl} gave no answer (${error.cause.message}); HF_ENDPOINT where workers run names another`,
    );
  }
}

/** What a request gives; where the hub refuses it, as for files of a gated dataset that it does show, {@link DatasetRefused}. */
async function granted<T>(title: string, access: HubAccess, request: () => Promise<T>): Promise<T> {
  try {
    return await reached(access, request);
  } catch (error) {
    if (!(error instanceof HubApiError)) throw error;
    const needs = refusals.includes(error.statusCode)
      ? '; a private or gated dataset needs HF_TOKEN of someone with access where workers run'
      : '';
    throw new DatasetRefused(`the hub does not give the files of ${title} (status ${error.statusCode})${needs}`);
  }
}

/** A part of a file that was granted. The address that it lies at may be one that ends: whatever is refused there is asked for again. */
async function partOf<T>(title: string, access: HubAccess, request: () => Promise<T>): Promise<T> {
  return granted(title, access, request).catch((error: Error) => {
    throw error instanceof DatasetRefused ? new HubUnreachable(error.message) : error;
  });
}

/** A dataset of the hub at one commit, its files read by ranges. */
export function hubSource({ repo, revision }: HubDataset, access: HubAccess): DatasetSource {
  const at = { repo: { type: 'dataset', name: repo }, revision, ...access } as const;
  const title = `dataset ${repo} at ${revision}`;
  return {
    title,
    files: () =>
      granted(title, access, async () => {
        const files: SourceFile[] = [];
        for await (const { type, path, size, oid = '' } of listFiles({ ...at, recursive: true }))
          if (type === 'file') files.push({ path, bytes: size, version: oid });
        return files;
      }),
    async open(path) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      // Not by xet: a range of a plain download is one request, and needs no more memory than the range.
      const blob = await granted(title, access, () => downloadFile({ ...at, path: encoded, xet: false }));
      if (!blob) return undefined;
      return {
        byteLength: blob.size,
        async slice(start, end) {
          if (start === end) return new ArrayBuffer(0);
          const content = await partOf(title, access, () => blob.slice(start, end).arrayBuffer());
          if (content.byteLength !== end - start)
            throw new Error(`${title} gave ${content.byteLength} bytes of ${path} where ${end - start} were asked for`);
          return content;
        },
      };
    },
  };
}

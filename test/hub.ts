import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A hub on loopback that speaks what a reader of datasets asks for, as the public one does: a revision's commit, the tree in pages,
 * files by range. Large files, which it keeps elsewhere, it tells of where the reader takes that, and else sends on to there.
 */
export interface Hub {
  readonly url: string;
  /** Requests so far, as `<path> <range>`; those to where large files are begin with `storage`. */
  readonly asked: readonly string[];
  /** Tokens that were shown to where large files are. */
  readonly leaked: readonly string[];
  close(): Promise<void>;
}

export const hubCommit = '0123456789abcdef0123456789abcdef01234567';

const entriesInPage = 2;
const xetInfo = 'application/vnd.xet-fileinfo+json';

/** Serves one dataset; `main` means {@link hubCommit}. With a token it is gated: all see what files it has, and only its bearer a file. */
export async function startHub(repo: string, files: Readonly<Record<string, Buffer>>, token?: string): Promise<Hub> {
  const asked: string[] = [];
  const leaked: string[] = [];
  const storage = createServer(({ url = '', headers }, answer) => {
    asked.push(`storage ${url} ${headers.range ?? ''}`);
    if (headers.authorization) leaked.push(headers.authorization);
    sendPart(answer, files[decodeURIComponent(url.slice(1))], headers.range);
  });
  const stored = await listening(storage);
  const tree = Object.entries(files).map(([path, { length }]) => ({
    type: 'file',
    path,
    size: length,
    oid: `oid-${path}`,
  }));

  function sendTree(answer: ServerResponse, first: number): void {
    const next = first + entriesInPage;
    if (next < tree.length)
      answer.setHeader('link', `<${address}/api/datasets/${repo}/tree/${hubCommit}?cursor=${next}>; rel="next"`);
    sendJson(answer, tree.slice(first, next));
  }

  function sendFile(answer: ServerResponse, path: string, { headers }: IncomingMessage): void {
    const content = files[path];
    if (!content) return refuse(answer, 404, 'EntryNotFound');
    if (!path.endsWith('.parquet')) return sendPart(answer, content, headers.range);
    if (!headers.accept?.includes(xetInfo)) {
      answer.writeHead(302, { location: `${stored}/${encodeURIComponent(path)}` });
      return void answer.end();
    }
    answer.setHeader('link', `<${stored}/auth>; rel="xet-auth", <${stored}/info>; rel="xet-reconstruction-info"`);
    answer.setHeader('x-xet-hash', 'hash').setHeader('x-linked-size', content.length).setHeader('etag', '"1"');
    return sendJson(answer, {}, xetInfo);
  }

  const server = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://hub');
    asked.push(`${pathname} ${request.headers.range ?? ''}`);
    const prefix = `/datasets/${repo}/resolve/${hubCommit}/`;
    if (pathname === `/api/datasets/${repo}/revision/main`)
      return sendJson(answer, { _id: '1', id: repo, sha: hubCommit });
    if (pathname === `/api/datasets/${repo}/tree/${hubCommit}`)
      return sendTree(answer, Number(searchParams.get('cursor') ?? 0));
    if (!pathname.startsWith(prefix)) return refuse(answer, 404, 'RepoNotFound');
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return refuse(answer, request.headers.authorization ? 403 : 401, 'GatedRepo');
    return sendFile(answer, decodeURIComponent(pathname.slice(prefix.length)), request);
  });
  const address = await listening(server);
  return {
    url: address,
    asked,
    leaked,
    close: async () => void (await Promise.all([closed(server), closed(storage)])),
  };
}

function sendJson(answer: ServerResponse, value: unknown, type = 'application/json'): void {
  answer.setHeader('content-type', type).end(JSON.stringify(value));
}

function refuse(answer: ServerResponse, status: number, code: string): void {
  answer.writeHead(status, { 'x-error-code': code }).end();
}

function sendPart(answer: ServerResponse, content: Buffer | undefined, asked = 'bytes=0-'): void {
  if (!content) return refuse(answer, 404, 'EntryNotFound');
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(asked) ?? [];
  const part = content.subarray(Number(first), last === '' ? undefined : Number(last) + 1);
  const range = `bytes ${first}-${Number(first) + part.length - 1}/${content.length}`;
  answer.writeHead(206, { etag: '"1"', 'content-length': part.length, 'content-range': range }).end(part);
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()).closeAllConnections());

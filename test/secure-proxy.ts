import { connect, constants, createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

import type { Authority } from './certificates.ts';

/** A Temporal behind TLS and an API key, as Temporal Cloud is. */
export interface SecureProxy {
  readonly address: string;
  /** Requests that came with the key, and without it. */
  readonly counts: { readonly admitted: number; readonly refused: number };
  close(): Promise<void>;
}

const unauthenticated = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' };
/** Of HTTP/1.1 alone, or of one hop. */
const notPassedOn = new Set(['connection', 'host', 'keep-alive', 'te', 'transfer-encoding', 'upgrade']);

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !notPassedOn.has(name)));
}

/** Takes TLS off and asks for the key before it passes a request on to `target`, a server without either. */
export async function secureProxy(target: string, authority: Authority, apiKey: string): Promise<SecureProxy> {
  const counts = { admitted: 0, refused: 0 };
  const { certificate: cert, key } = authority.certify('proxy');
  const upstream = connect(`http://${target}`);
  const sessions = new Set<{ destroy(): void }>();
  const server = createSecureServer({ cert, key, allowHTTP1: false });
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (headers.authorization === `Bearer ${apiKey}`) {
      counts.admitted += 1;
      passOn(stream, headers);
      return;
    }
    counts.refused += 1;
    stream.respond({ ...unauthenticated, 'grpc-message': 'the key is not known here' }, { endStream: true });
  });

  function passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const request = upstream.request({ ...passedOn(headers), te: 'trailers' });
    request.on('error', () => stream.destroy());
    stream.on('close', () => request.close());
    let trailers: IncomingHttpHeaders = {};
    request.on('response', (answer, flags) => {
      // An error is all headers.
      const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(passedOn(answer), isAll ? { endStream: true } : { waitForTrailers: true });
      if (isAll) return;
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      request.pipe(stream);
    });
    request.on('trailers', (given) => (trailers = given));
    stream.pipe(request);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    async close() {
      for (const session of sessions) session.destroy();
      upstream.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

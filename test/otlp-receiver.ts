import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import protobuf from 'protobufjs';

/** What is read of opentelemetry-proto 1.x, collector/trace/v1. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5;
    repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13; Status status = 15;
  }
  message Event { string name = 2; repeated KeyValue attributes = 3; }
  message Link { bytes trace_id = 1; bytes span_id = 2; repeated KeyValue attributes = 4; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string = 1; bool bool = 2; int64 int = 3; double double = 4; Other list = 5; Other map = 6; } }
  message Other {}
`);

type Attributes = Readonly<Record<string, unknown>>;

/** A span as a backend has it. Ids in hexadecimal; those of the parent are '' where there is none. */
export interface ReceivedSpan {
  readonly service: string;
  readonly trace: string;
  readonly id: string;
  readonly parent: string;
  readonly name: string;
  readonly attributes: Attributes;
  readonly events: readonly Attributes[];
  readonly links: readonly { readonly trace: string; readonly span: string }[];
  readonly status: { readonly message?: string; readonly code?: number };
}

interface Pair {
  readonly key: string;
  readonly value: Attributes;
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly attributes: readonly Pair[];
  readonly events: readonly { readonly attributes: readonly Pair[] }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: ReceivedSpan['status'] | null;
}

const valuesOf = (pairs: readonly Pair[]): Attributes =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));

const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

function spansOf(body: Buffer): readonly ReceivedSpan[] {
  const type = root.lookupType('Request');
  const options = { bytes: String, longs: Number, arrays: true, oneofs: false };
  const { resourceSpans } = type.toObject(type.decode(body), options) as Sent;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        service: String(valuesOf(resource.attributes)['service.name']),
        trace: hex(span.traceId),
        id: hex(span.spanId),
        parent: hex(span.parentSpanId ?? ''),
        name: span.name,
        attributes: valuesOf(span.attributes),
        events: span.events.map(({ attributes }) => valuesOf(attributes)),
        links: span.links.map(({ traceId, spanId }) => ({ trace: hex(traceId), span: hex(spanId) })),
        status: span.status ?? {},
      })),
    ),
  );
}

/** A backend of traces in this process, as far as OTLP over HTTP goes. */
export class OtlpReceiver {
  readonly #server: Server;
  readonly spans: ReceivedSpan[] = [];
  /** All that came, as it came. */
  readonly bodies: Buffer[] = [];
  /** Headers of the last request. */
  headers: IncomingHttpHeaders = {};

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<OtlpReceiver> {
    const receiver: OtlpReceiver = new OtlpReceiver(
      createServer((request, answer) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          receiver.#take(Buffer.concat(chunks), request.headers);
          answer.writeHead(request.url === '/v1/traces' ? 200 : 404).end();
        });
      }),
    );
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #take(body: Buffer, headers: IncomingHttpHeaders): void {
    this.headers = headers;
    this.bodies.push(body);
    this.spans.push(...spansOf(body));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

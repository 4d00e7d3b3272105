import { expect, test } from 'vitest';

import { isTracing } from './settings.ts';

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318';

test.each([
  { OTEL_EXPORTER_OTLP_ENDPOINT },
  { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/v1/traces' },
  { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
  { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' },
])('a receiver is told of traces: %o', (environment) => {
  expect(isTracing(environment)).toBe(true);
});

test.each([
  {},
  { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  { OTEL_SERVICE_NAME: 'mine', OTEL_TRACES_EXPORTER: 'otlp' },
  { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' },
  { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'True' },
])('nothing is traced: %o', (environment) => {
  expect(isTracing(environment)).toBe(false);
});

test.each([
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL must be one of: http/protobuf (got "grpc")'],
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER must be one of: otlp, none (got "zipkin")'],
  [
    { OTEL_TRACES_SAMPLER: 'some' },
    'OTEL_TRACES_SAMPLER must be one of: always_on, parentbased_always_on, always_off, parentbased_always_off, traceidratio, parentbased_traceidratio (got "some")',
  ],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '10' },
    'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1 (got "10")',
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'somebody:secret@host' },
    'OTEL_EXPORTER_OTLP_ENDPOINT must be the address of an OTLP receiver over HTTP, such as http://127.0.0.1:4318',
  ],
])('%o is refused in one sentence', (given, sentence) => {
  expect(() => isTracing({ OTEL_EXPORTER_OTLP_ENDPOINT, ...given })).toThrow(new Error(sentence));
});

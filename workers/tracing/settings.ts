import type { Environment } from '../../access/secrets.ts';
import { oneOf } from '../one-of.ts';

const samplers = ['always_on', 'always_off', 'traceidratio'] as const;

/** What the sandbox of workflows must know to decide of a trace as the processes outside do. */
export const samplerVariables = ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'] as const;

const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;

/**
 * Whether a process traces, by the standard variables of OpenTelemetry: where one names an endpoint and none says otherwise. Throws in one
 * sentence where one of them asks for what we do not do, which the SDK would pass over in silence.
 */
export function isTracing(environment: Environment): boolean {
  const given = endpoints.filter((name) => environment[name]);
  const disabled = environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true';
  if (given.length === 0 || disabled) return false;
  const exporter = oneOf(environment, 'OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp');
  if (exporter === 'none') return false;
  for (const name of given) {
    if (!/^https?:\/\//.test(environment[name]!) || !URL.canParse(environment[name]!)) {
      throw new Error(`${name} must be the address of an OTLP receiver over HTTP, such as http://127.0.0.1:4318`);
    }
  }
  for (const name of ['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL']) {
    oneOf(environment, name, ['http/protobuf'], 'http/protobuf');
  }
  const sampler = oneOf(
    environment,
    'OTEL_TRACES_SAMPLER',
    samplers.flatMap((name) => [name, `parentbased_${name}` as const]),
    'parentbased_always_on',
  );
  const ratio = environment['OTEL_TRACES_SAMPLER_ARG'] || '1';
  if (sampler.endsWith('traceidratio') && !(Number(ratio) >= 0 && Number(ratio) <= 1)) {
    throw new Error(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1 (got "${ratio}")`);
  }
  return true;
}

import { isIP } from 'node:net';

import { DefaultLogger, Runtime, type LogEntry, type RuntimeOptions } from '@temporalio/worker';

import type { Environment } from '../access/secrets.ts';
import { oneOf } from './one-of.ts';

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
type Level = (typeof levels)[number];

const forms = ['text', 'json'] as const;

/** A line of a log as one JSON object: when, how bad, what, and of which run, stage and step where that is known. */
export function jsonLine({ timestampNanos, level, message, meta }: LogEntry): string {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const value = (_: string, each: unknown): unknown => {
    if (each instanceof Error) return { name: each.name, message: each.message };
    return typeof each === 'bigint' ? Number(each) : each;
  };
  return JSON.stringify({ at, level, message, ...meta }, value);
}

function isSocketAddress(text: string): boolean {
  const [, v6, v4, port] = /^(?:\[(.+)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? [];
  return isIP(v6 ?? v4 ?? '') === (v6 === undefined ? 4 : 6) && Number(port) <= 65_535;
}

/**
 * What a worker process tells of itself: logs on standard error from `REWARDMAP_LOG_LEVEL` on (WARN), as `REWARDMAP_LOG_FORM` (text, json)
 * says; metrics for Prometheus at `REWARDMAP_METRICS_ADDRESS`, for example 127.0.0.1:9464, where it is set. Throws in one sentence where one
 * of them cannot be.
 */
export function telemetryOf(environment: Environment): RuntimeOptions {
  const level: Level = oneOf(environment, 'REWARDMAP_LOG_LEVEL', levels, 'WARN');
  const form = oneOf(environment, 'REWARDMAP_LOG_FORM', forms, 'text');
  const logger =
    form === 'json'
      ? new DefaultLogger(level, (entry) => process.stderr.write(`${jsonLine(entry)}\n`))
      : new DefaultLogger(level);
  const bindAddress = environment['REWARDMAP_METRICS_ADDRESS'];
  if (!bindAddress) return { logger };
  if (!isSocketAddress(bindAddress)) {
    throw new Error(
      `REWARDMAP_METRICS_ADDRESS must be <IP address>:<port>, such as 127.0.0.1:9464 (got "${bindAddress}")`,
    );
  }
  const prometheus = { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true };
  return { logger, telemetryOptions: { metrics: { prometheus } } };
}

/** Once in a process, before its first worker. */
export function installTelemetry(environment: Environment): void {
  Runtime.install(telemetryOf(environment));
}

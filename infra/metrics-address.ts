import type { Environment } from '../access/secrets.ts';

/**
 * The environment of one of the workers that a session starts on this machine: where they are to serve metrics, each has a port of its own,
 * from that of `REWARDMAP_METRICS_ADDRESS` on in the order of `roles`. What is no address is left for the worker to refuse.
 */
export function withOwnMetrics(environment: Environment, roles: readonly string[], role: string): Environment {
  const [, host, port] = /^(.+):(\d+)$/.exec(environment['REWARDMAP_METRICS_ADDRESS'] ?? '') ?? [];
  if (host === undefined) return environment;
  return { ...environment, REWARDMAP_METRICS_ADDRESS: `${host}:${Number(port) + roles.indexOf(role)}` };
}

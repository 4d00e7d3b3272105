import { cpus, loadavg } from 'node:os';

export interface Load {
  readonly at: string;
  /** Processes at work, the mean of the last minute: others' share is what the bench does not explain. */
  readonly lastMinute: number;
}

export const loadNow = (): Load => ({
  at: new Date().toISOString(),
  lastMinute: Number(loadavg()[0]!.toFixed(2)),
});

export const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };

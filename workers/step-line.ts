import type { LogEntry } from '../store/run-records.ts';

const columns: readonly (readonly [label: string, metric: string, digits: number])[] = [
  ['reward', 'critic/rewards/mean', 2],
  ['right', 'critic/accuracy', 2],
  ['loss', 'train/loss', 4],
  ['zero-var', 'frac_reward_zero_std', 2],
  ['entropy', 'actor/entropy', 2],
  ['kl', 'actor/kl_loss', 4],
  ['len', 'response_length/mean', 1],
];

/** Minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

/** One step of a run on one line: what a person watches while it trains. */
export function stepLine(entry: LogEntry, steps: number, secondsLeft: number | undefined): string {
  const count = `${String(entry.step + 1).padStart(String(steps).length)}/${steps}`;
  const values = columns.flatMap(([label, metric, digits]) => {
    const value = entry.metrics[metric];
    return value === undefined ? [] : [`${label} ${value.toFixed(digits)}`];
  });
  const eta = secondsLeft === undefined ? [] : [`eta ${clock(secondsLeft)}`];
  return [`step ${count}`, entry.stage, ...values, ...eta].join('  ');
}

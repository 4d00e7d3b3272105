import { readdirSync, readFileSync } from 'node:fs';

/** What the system tells of a process; undefined where it tells nothing. */
function residentOf(
  pid: string,
): { readonly parent: number; readonly command: string; readonly kilobytes: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { parent: field('PPid'), command, kilobytes: field('VmRSS') };
  } catch {
    return undefined;
  }
}

/** Megabytes that this process and those that it has started hold in memory now; of the latter, those that are named so. */
export function residentMegabytes(named = ''): number {
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  const kilobytes = pids
    .map(residentOf)
    .filter((each) => each?.parent === process.pid && each.command.includes(named))
    .reduce((sum, each) => sum + each!.kilobytes, process.memoryUsage.rss() / 1024);
  return Math.round(kilobytes / 1024);
}

/** Watches {@link residentMegabytes} until it is stopped; answers with the most that was seen. */
export function watchResident(named = ''): { stop(): number } {
  let most = residentMegabytes(named);
  const look = (): number => (most = Math.max(most, residentMegabytes(named)));
  const timer = setInterval(look, 50);
  return {
    stop() {
      clearInterval(timer);
      return look();
    },
  };
}

const tries = 3;
/** Milliseconds below which what is measured is mostly noise. */
const noise = 1;

/** Of this process, in milliseconds: what other processes take of the machine is not in it. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function fastest(work: () => unknown): number {
  const times = Array.from({ length: tries }, () => {
    const started = processorTime();
    work();
    return processorTime() - started;
  });
  return Math.max(noise, Math.min(...times));
}

/** How many times as long work takes on eight times as much: for tests. Some 8 where it is linear, 64 where it is quadratic. */
export function growth(size: number, workOn: (size: number) => () => unknown): number {
  const [less, more] = [workOn(size), workOn(8 * size)];
  more();
  return fastest(more) / fastest(less);
}

/** Between the two. */
export const mostGrowth = 30;

/** What is at work beside what comes next: it fails where it is waited for, and nowhere else. */
export function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

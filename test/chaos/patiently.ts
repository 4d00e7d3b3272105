import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 100;
const patienceMs = 300_000;

/** Asks servers again that do not answer, because they were killed a moment ago. An error that `isAnswer` is one of their answers. */
export async function patiently<T>(
  request: () => Promise<T>,
  isAnswer: (error: Error) => boolean = () => false,
): Promise<T> {
  const begun = performance.now();
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (isAnswer(error as Error) || performance.now() - begun > patienceMs) throw error;
    }
    await sleep(pauseMs);
  }
}

import { defineSignal, proxyActivities, setHandler, uuid4 } from '@temporalio/workflow';

type Activities = Readonly<Record<string, () => Promise<void>>>;
const activities = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export const hurry = defineSignal('hurry');

/** Its commands come in another order where a promise takes some microtasks more, and are others where somebody else draws a random number. */
export async function delicate(): Promise<void> {
  setHandler(hurry, async () => {
    for (let tick = 0; tick < 3; tick++) await Promise.resolve();
    await activities['hurried']!();
  });
  await activities['first']!();
  await activities[`drawn-${uuid4().slice(0, 8)}`]!();
}

import { setTimeout as sleep } from 'node:timers/promises';

import { CorruptObject, StoreUnreachable } from './errors.ts';

/** What MinIO answers for an object whose bytes on its disk are not those that it wrote; it answers so, too, when it is not well itself. */
const refusals: readonly string[] = ['500', '503'];

/** Tries over some three seconds; the client of MinIO makes two requests of each. */
const tries = 3;
const pauseMs = 1_000;

/** Errors of the client, of Node's sockets and of our transport; others are of our own or of the program, and stay what they are. */
const ofRequests = new Set(['Error', 'AggregateError', 'S3Error']);

/** What a store did in place of giving an object, where that may be the object's fault; undefined for all other errors. */
export function refusalIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // The status stands nowhere but in the client's sentence.
  const status = /Retryable HTTP status: (\d{3})$/.exec(error.message)?.[1];
  if (status !== undefined && refusals.includes(status)) return `answers ${status}`;
  // It had begun to answer when it met the damage.
  const brokeOff = error.message === 'aborted' && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
  return brokeOff ? 'breaks off' : undefined;
}

/** An error of a request with the name of its object; trying again may mend it. */
export function naming(key: string, done: 'read' | 'written', error: unknown): unknown {
  if (!(error instanceof Error && ofRequests.has(error.name))) return error;
  const reason = error.message || (error as NodeJS.ErrnoException).code;
  return new StoreUnreachable(`object ${key} cannot be ${done}: ${reason}`, { cause: error });
}

/** A store as who reads from it sees it. */
export interface Reading<T> {
  readonly read: () => Promise<T>;
  /** Throws where the store as a whole is not well; touches no object's bytes. */
  readonly isWell: () => Promise<unknown>;
}

/**
 * What a read gives. Throws {@link CorruptObject} where the store is well, each time that it is asked, and gives all but this object: what is
 * cut short on its disk stays so. Throws {@link StoreUnreachable} with the object's name where the store itself is not well.
 */
export async function readable<T>(
  key: string,
  { read, isWell }: Reading<T>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await read();
    } catch (error) {
      const refusal = refusalIn(error);
      const isItself = refusal === undefined || !(await succeeds(isWell));
      if (isItself) throw naming(key, 'read', error);
      if (tried === tries)
        throw new CorruptObject(`object ${key} cannot be read: its store ${refusal} for it alone`, { cause: error });
    }
    await pause(pauseMs);
  }
}

const succeeds = (ask: () => Promise<unknown>): Promise<boolean> =>
  ask().then(
    () => true,
    () => false,
  );

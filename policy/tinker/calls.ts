import type { z } from 'zod';

import { answers, failure, jsonOf, notYet, readAnswer } from './answers.ts';
import { TinkerError } from './tinker-error.ts';
import type { Body, Reply, Transport } from './transport.ts';

/** Times that a request is sent again whose result the server no longer has. */
const mostResends = 3;
/** Seconds that no new request goes out where the server says that it has paused. */
const held = 2;
/** Seconds from an answer that says that a result is not there yet to the next question: servers hold it back for some time, or do not. */
const breath = 0.25;
const paused: ReadonlySet<string | undefined> = new Set(['paused_capacity', 'paused_rate_limit']);

/** A request that the server has taken on. */
export interface Sent {
  /** Waits for the result however long it takes; a request that the server has forgotten is sent again. */
  result(): Promise<Reply>;
  /** The result as JSON of a shape. */
  json<Schema extends z.ZodType>(schema: Schema): Promise<z.output<Schema>>;
}

/** Work requests of the protocol: each is answered with the name of its result, which is then asked for until it is there. */
export class Calls {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Asks what is answered at once. */
  async ask<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    json: Readonly<Record<string, unknown>>,
  ): Promise<z.output<Schema>> {
    return readAnswer(schema, jsonOf(await this.#transport.post(path, { json }), path), path);
  }

  remove(path: string): Promise<void> {
    return this.#transport.delete(path);
  }

  /** Resolves once the server has taken the request on, so that those sent after it come after it. */
  async send(path: string, body: Body, key?: string): Promise<Sent> {
    const submit = async (): Promise<string> =>
      readAnswer(answers.future, jsonOf(await this.#transport.post(path, body, key), path), path).request_id;
    let id = await submit();
    const result = async (): Promise<Reply> => {
      for (let resends = 0; ; resends += 1) {
        try {
          return await this.#resultOf(id, path);
        } catch (error) {
          if (!(error instanceof TinkerError) || !isForgotten(error) || resends === mostResends) throw error;
          id = await submit();
        }
      }
    };
    return { result, json: async (schema) => readAnswer(schema, jsonOf(await result(), path), path) };
  }

  async #resultOf(id: string, path: string): Promise<Reply> {
    for (;;) {
      const reply = await this.#transport.poll('retrieve_future', { json: { request_id: id } });
      if (reply && !this.#isNotYet(reply, path)) return reply;
      await this.#transport.pause(breath);
    }
  }

  /** Whether a result is still to come. Throws where it never will. */
  #isNotYet(reply: Reply, path: string): boolean {
    if (reply.isProtobuf) return false;
    const json = jsonOf(reply, path);
    const failed = failure.safeParse(json);
    if (failed.success) throw this.#failedOn(path, failed.data);
    const waiting = notYet.safeParse(json);
    if (waiting.success && paused.has(waiting.data.queue_state)) this.#transport.hold(held);
    return waiting.success;
  }

  #failedOn(path: string, { error, category }: z.output<typeof failure>): TinkerError {
    const reason = category === 'user' ? 'refused' : /not loaded/i.test(error) ? 'gone' : 'failed';
    return new TinkerError(reason, `The Tinker server could not do ${path}: ${this.#transport.quoted(error)}.`);
  }
}

/** The result itself is unknown or expired: 404 and 410 of the polling, not of what the request is about. */
const isForgotten = ({ reason, message }: TinkerError): boolean =>
  reason === 'expired' || (reason === 'gone' && /future not found/i.test(message));

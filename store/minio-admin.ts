import { buffer } from 'node:stream/consumers';

import { Client } from 'minio';

import { sealedFor } from './admin-seal.ts';
import type { StoreConnection } from './connection.ts';
import { StoreUnreachable } from './errors.ts';

/** A user of a store, by its keys. The secret key is never logged. */
export interface StoreUser {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What a user may do, as MinIO and S3 write it. */
export interface StorePolicy {
  readonly name: string;
  readonly rules: object;
}

type Ask = (work: string, query: Readonly<Record<string, string>>, content: Buffer) => Promise<void>;

const answers = [200, 400, 403, 404, 409, 500, 501, 503];

/**
 * Asks MinIO as its administrator: these paths are signed as those of objects are, so the client asks as if they were. Session
 * credentials need no such words, but pass away within a week, and a run may take longer.
 */
function askOf({ endPoint, port, useSSL, accessKey, secretKey }: StoreConnection): Ask {
  const client = new Client({ endPoint, port, useSSL, accessKey, secretKey });
  return async (work, query, content) => {
    const path = { bucketName: 'minio', objectName: `admin/v3/${work}`, query: String(new URLSearchParams(query)) };
    const answer = await client.makeRequestAsync({ method: 'PUT', ...path }, content, answers, 'us-east-1');
    const text = String(await buffer(answer));
    if (answer.statusCode === 200) return;
    const code = /"Code":"(\w+)"/.exec(text)?.[1] ?? `status ${answer.statusCode}`;
    throw new StoreUnreachable(`MinIO at ${endPoint}:${port} does not do ${work} for these keys (${code})`);
  };
}

/**
 * Makes a user of MinIO who may do what the policies say, or gives one that is there these keys and rights. The connection's keys are an
 * administrator's. Throws {@link StoreUnreachable} where they are not.
 */
export async function makeStoreUser(
  connection: StoreConnection,
  { accessKey, secretKey }: StoreUser,
  policies: readonly StorePolicy[],
): Promise<void> {
  const ask = askOf(connection);
  for (const { name, rules } of policies) await ask('add-canned-policy', { name }, Buffer.from(JSON.stringify(rules)));
  const account = sealedFor(connection.secretKey, Buffer.from(JSON.stringify({ secretKey, status: 'enabled' })));
  await ask('add-user', { accessKey }, account);
  const attached = { policyName: policies.map(({ name }) => name).join(','), userOrGroup: accessKey, isGroup: 'false' };
  await ask('set-user-or-group-policy', attached, Buffer.alloc(0));
}

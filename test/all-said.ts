import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';

import { openStore } from '../store/objects.ts';
import type { StoreConnection } from '../store/connection.ts';

const isPayload = (value: object): value is Payload & { data: Uint8Array } =>
  'data' in value && value.data instanceof Uint8Array;

/** Every payload of a message, wherever in it. */
function payloadsIn(message: unknown): readonly Payload[] {
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return [];
  return isPayload(message) ? [message] : Object.values(message).flatMap(payloadsIn);
}

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

/** All names and values of a message, a line each; a byte string as the characters that it may hold. Not JSON, where it would be base64. */
function asText(message: unknown): string {
  if (message instanceof Uint8Array) return textOf(message);
  if (typeof message !== 'object' || message === null) return String(message);
  return Object.entries(message)
    .flatMap(([name, value]) => [name, asText(value)])
    .join('\n');
}

/** What Temporal keeps and tells of workflows: as it lies there, and as it reads with the codec. */
export interface Told {
  readonly raw: string;
  readonly opened: string;
}

/** All that Temporal has of the workflows of a query: histories, descriptions with memo and what is pending. */
export async function allTold(client: Client, query: string, codec: PayloadCodec): Promise<Told> {
  const raw: string[] = [];
  const opened: string[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const handle: WorkflowHandle = client.workflow.getHandle(workflowId, runId);
    for (const message of [await handle.fetchHistory(), (await handle.describe()).raw]) {
      raw.push(asText(message));
      opened.push(...(await codec.decode([...payloadsIn(message)])).map(({ data }) => textOf(data)));
    }
  }
  return { raw: raw.join('\n'), opened: opened.join('\n') };
}

/** Every object of a bucket, with its name. */
export async function allKept(connection: StoreConnection): Promise<string> {
  const store = await openStore(connection);
  const kept: string[] = [];
  for (const key of await store.listKeys('')) kept.push(key, textOf(await store.read(key)));
  return kept.join('\n');
}

/** What is in a file, or nothing where it is gone by now: servers and processes go on while they are looked at. */
function textIn(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** What servers keep in their data folder: logs, and Temporal's database. MinIO's own files have the keys of its users. */
export function allServersKeep(dataFolder: string): string {
  const logs = readdirSync(join(dataFolder, 'logs')).map((name) => join('logs', name));
  const databases = readdirSync(dataFolder).filter((name) => /^temporal\.(?:db|toml)/.test(name));
  return [...logs, ...databases].map((name) => `/${name}\n${textIn(join(dataFolder, name))}`).join('\n');
}

/** The command lines of all processes, where the system tells them. */
export function allCommandLines(): string {
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return pids.map((pid) => textIn(`/proc/${pid}/cmdline`)).join('\n');
}

/** How a secret may be written down. */
const spellings: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  (secret) => Buffer.from(secret).toString('base64url'),
  (secret) => Buffer.from(secret).toString('hex'),
  (secret) => encodeURIComponent(secret),
];

/** The names of the secrets that a text tells, however it spells them. */
export function told(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    spellings.some((spell) => text.includes(spell(secret))) ? [name] : [],
  );
}

/** The words of a value: names of its fields and its texts. */
export function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const fields = Array.isArray(value) ? [] : Object.keys(value);
  return [...fields, ...Object.values(value).flatMap(wordsOf)];
}

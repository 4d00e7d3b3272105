import { createHash } from 'node:crypto';

import { CorruptObject } from './errors.ts';

/** SHA-256 over a record's name and what it says: bytes that belong under another name are not taken for this one's. */
const sealOf = (key: string, json: string): string => createHash('sha256').update(`${key}\n${json}`).digest('hex');

const form = (seal: string, json: string): string => `{"sha256":"${seal}","value":${json}}`;
/** Where the value begins, and what comes after it. */
const [before, after] = [form('0'.repeat(64), '').length - 1, 1];

/** A record as it lies in the bucket: one JSON object, its value beside a digest over its name and value. */
export function sealed(key: string, value: unknown): Buffer {
  const json = JSON.stringify(value);
  return Buffer.from(form(sealOf(key, json), json));
}

const jsonIn = (text: string): string => text.slice(before, -after);

/** Whether every byte of a record is as it was written under this very name. */
export function isSealed(key: string, content: Buffer): boolean {
  const text = content.toString('utf8');
  return text === form(sealOf(key, jsonIn(text)), jsonIn(text));
}

/** The value of a record. Throws {@link CorruptObject} where it is not as it was written. */
export function unsealed(key: string, content: Buffer): unknown {
  if (isSealed(key, content)) return JSON.parse(jsonIn(content.toString('utf8')));
  throw new CorruptObject(`record ${key} is not as it was written: its digest is over another name or value`);
}

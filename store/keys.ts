import { BadName } from './errors.ts';

/** What S3 and the file systems below it take. */
const most = { keyBytes: 1_024, partBytes: 255 } as const;
/** Control characters and halves of a pair, which lists of names cannot hold, and the other system's separator. */
const strange = /[\p{Cc}\p{Cs}\\]/u;
/** MinIO takes what is blank off a part before it looks. */
const leadsAway = (part: string): boolean => ['.', '..'].includes(part.trim());

/** Whether a name is one place in a bucket, however it is read: no part of it leads up, is empty, or is too long. */
export function isKey(name: string): boolean {
  return (
    !strange.test(name) &&
    Buffer.byteLength(name) <= most.keyBytes &&
    name.split('/').every((part) => part !== '' && !leadsAway(part) && Buffer.byteLength(part) <= most.partBytes)
  );
}

/** A name that is a key. Throws {@link BadName} for one that could mean another place, or none. */
export function checkedKey(name: string): string {
  if (isKey(name)) return name;
  throw new BadName(`${JSON.stringify(name.slice(0, 200))} is no name in a bucket`);
}

/** The same for the beginning of names, which may end anywhere. */
export function checkedPrefix(prefix: string): string {
  if (prefix !== '') checkedKey(prefix.replace(/\/$/, ''));
  return prefix;
}

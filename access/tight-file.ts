import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

import { NoAccess } from './no-access.ts';

/** Keys are lines, not books. */
const mostBytes = 2 ** 16;
const others = 0o077;

/**
 * The text of a file that holds a secret. Throws {@link NoAccess} where it cannot be read, where its group or others may read or write
 * it, and where it belongs to someone else: `title` says in the error what it is.
 */
export function readTightFile(path: string, title: string): string {
  const file = opened(path, title);
  try {
    // Of the very file that is read: the path may mean another one by now.
    const { mode, uid, size } = fstatSync(file);
    if ((mode & 0o170000) !== 0o100000) throw new NoAccess(`${title}: ${path} is no file`);
    if ((mode & others) !== 0)
      throw new NoAccess(
        `${title}: ${path} may be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 ${path}`,
      );
    if (![0, process.getuid?.() ?? uid].includes(uid))
      throw new NoAccess(`${title}: ${path} belongs to another user (${uid})`);
    if (size > mostBytes) throw new NoAccess(`${title}: ${path} has ${size} bytes; at most ${mostBytes} are read`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function opened(path: string, title: string): number {
  try {
    // A pipe would be waited for.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new NoAccess(
      `${title}: ${code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`}`,
    );
  }
}

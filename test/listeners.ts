import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Linux's tables of sockets: local address and port in hexadecimal, state, inode. */
const tables = ['/proc/net/tcp', '/proc/net/tcp6'] as const;
const listening = '0A';

const loopback = /^(?:[\dA-F]{6}7F|0{24}01000000|0{16}FFFF0000[\dA-F]{6}7F)$/;

/** A place where a process waits to be asked. */
export interface Listener {
  readonly port: number;
  readonly isLoopback: boolean;
  readonly inode: string;
}

function listeners(): readonly Listener[] {
  const lines = tables.flatMap((table) => readFileSync(table, 'utf8').trim().split('\n').slice(1));
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    if (state !== listening) return [];
    return [{ port: Number.parseInt(port, 16), isLoopback: loopback.test(address), inode }];
  });
}

/** What is read of a process that may be another's, or gone by now. */
function told<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The sockets that a process has open, by inode. */
function socketsOf(pid: string): ReadonlySet<string> {
  const files = told(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  const links = files.map((file) => told(() => readlinkSync(`/proc/${pid}/fd/${file}`)) ?? '');
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.slice(1) ?? []));
}

/** Everywhere that processes listen, for each that listens at one of the ports. Of Linux. */
export function listenersBeside(ports: readonly number[]): readonly Listener[] {
  const all = listeners();
  const named = new Set(all.filter(({ port }) => ports.includes(port)).map(({ inode }) => inode));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const sockets = socketsOf(pid);
    return [...named].some((inode) => sockets.has(inode)) ? all.filter(({ inode }) => sockets.has(inode)) : [];
  });
}

import { execFile } from 'node:child_process';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';

import { Fleet } from './fleet.ts';

const shell = promisify(execFile);
const ip = (...words: readonly string[]) => shell('ip', words);

/** Why no machines can be made here; undefined where they can. Namespaces of the network are Linux's, and root's. */
export async function noMachines(): Promise<string | undefined> {
  const name = `rm-${process.pid}`;
  try {
    await network(name, 0);
    return undefined;
  } catch (error) {
    return `networks cannot be made here: ${(error as Error).message.trim()}`;
  } finally {
    await removeNetwork(name);
  }
}

/** As far as it was made. The end of the cable that is here would stay a while for connections that were cut. */
async function removeNetwork(name: string): Promise<void> {
  await ip('link', 'delete', name).catch(() => undefined);
  await ip('netns', 'delete', name).catch(() => undefined);
}

/** Makes a network with a cable to this one, whose ends have the two addresses. Of RFC 2544: for tests, and on no real network. */
async function network(name: string, number: number): Promise<{ readonly here: string }> {
  const [here, there] = [`198.18.${number}.1`, `198.18.${number}.2`];
  await ip('netns', 'add', name);
  await ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'cable', 'netns', name);
  await ip('address', 'add', `${here}/30`, 'dev', name);
  await ip('link', 'set', name, 'up');
  await ip('-n', name, 'address', 'add', `${there}/30`, 'dev', 'cable');
  await ip('-n', name, 'link', 'set', 'cable', 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');
  return { here };
}

/**
 * A network of its own, in which worker processes run as on another machine: a cable leads to the servers of this one, and may be
 * pulled. What is sent meanwhile is lost without a word, as on a real network.
 */
export class Machine {
  readonly fleet: Fleet;
  readonly #name: string;
  readonly #doors: readonly Server[];
  readonly #guests: ReadonlySet<Socket>;

  private constructor(name: string, doors: readonly Server[], guests: ReadonlySet<Socket>, fleet: Fleet) {
    this.#name = name;
    this.#doors = doors;
    this.#guests = guests;
    this.fleet = fleet;
  }

  /** `servers`: how Temporal and MinIO are reached from here; `number`: 1 to 255, another for each machine at a time. */
  static async make(number: number, servers: Readonly<Record<string, string>>): Promise<Machine> {
    const name = `rewardmap-${number}`;
    const { here } = await network(name, number);
    const guests = new Set<Socket>();
    const temporal = await door(here, `http://${servers['TEMPORAL_ADDRESS']}`, guests);
    const minio = await door(here, servers['MINIO_ENDPOINT']!, guests);
    const reached = {
      ...servers,
      TEMPORAL_ADDRESS: `${here}:${portOf(temporal)}`,
      MINIO_ENDPOINT: `http://${here}:${portOf(minio)}`,
    };
    const fleet = new Fleet(reached, { within: ['ip', 'netns', 'exec', name] });
    return new Machine(name, [temporal, minio], guests, fleet);
  }

  async pullCable(): Promise<void> {
    await ip('link', 'set', this.#name, 'down');
  }

  async plugCable(): Promise<void> {
    await ip('link', 'set', this.#name, 'up');
  }

  async remove(): Promise<void> {
    await this.fleet.stop();
    for (const guest of this.#guests) guest.destroy();
    for (const each of this.#doors) each.close();
    await removeNetwork(this.#name);
  }
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Where a machine reaches a server that listens on this one's loopback alone. */
async function door(host: string, server: string, guests: Set<Socket>): Promise<Server> {
  const { hostname, port } = new URL(server);
  const opened = createServer((guest) => {
    const inside = connect(Number(port), hostname);
    for (const [from, to] of [
      [guest, inside],
      [inside, guest],
    ] as const) {
      guests.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => (guests.delete(from), to.destroy()));
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => opened.listen(0, host, resolve));
  return opened;
}

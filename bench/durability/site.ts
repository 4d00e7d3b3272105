import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Client } from '@temporalio/client';

import { startWorkers, type WorkerProcesses } from '../../infra/worker-processes.ts';
import { storeConnection, type StoreConnection } from '../../store/connection.ts';
import { openStore, type ObjectStore } from '../../store/objects.ts';
import { connectClient } from '../../workers/connect.ts';
import { ownServers, type OwnServers } from '../own-servers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export type Role = 'workflow' | 'policy';

/** Worker processes as `npm start` runs them: one that dies is started again. */
export interface Fleet {
  /** The process that serves a role now. */
  pid(role: Role): number;
  stop(): Promise<void>;
}

/** Servers with their data in a folder that goes with them, and worker processes: what runs are measured on. */
export class Site {
  readonly client: Client;
  readonly store: ObjectStore;
  readonly connection: StoreConnection;
  readonly #servers: OwnServers;
  readonly #fleets: WorkerProcesses[] = [];

  private constructor(servers: OwnServers, client: Client, store: ObjectStore) {
    this.client = client;
    this.store = store;
    this.connection = storeConnection(servers.environment);
    this.#servers = servers;
  }

  /** `told` is what workers are told in their environment beside the servers. */
  static async open(told: Readonly<Record<string, string>> = {}): Promise<Site> {
    const own = await ownServers();
    const servers = { ...own, environment: { ...own.environment, ...told } };
    try {
      const client = await connectClient(servers.environment);
      return new Site(servers, client, await openStore(storeConnection(servers.environment)));
    } catch (error) {
      await servers.close();
      throw error;
    }
  }

  /** Starts workers and waits until they serve their queues. */
  async startFleet(...roles: readonly Role[]): Promise<Fleet> {
    const pids = new Map<string, number>();
    const logFolder = join(this.#servers.folder, `logs-${this.#fleets.length}`);
    const workers = startWorkers({
      root,
      entry: 'workers/main.ts',
      roles,
      environmentOf: () => ({ ...process.env, ...this.#servers.environment }),
      logFolder,
      log: () => undefined,
      onStart: (role, pid) => pids.set(role, pid),
    });
    this.#fleets.push(workers);
    const died = workers.failed.then((reason) => {
      throw new Error(reason);
    });
    const ready = roles.map((role) => serving(join(logFolder, `worker-${role}.log`)));
    await Promise.race([Promise.all(ready), died]);
    return {
      pid: (role) => pids.get(role)!,
      stop: async () => {
        this.#fleets.splice(this.#fleets.indexOf(workers), 1);
        await workers.stop();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#fleets.map((workers) => workers.stop()));
    await this.client.connection.close();
    await this.#servers.close();
  }
}

/** A worker says in its log that it serves its queues. */
async function serving(log: string): Promise<void> {
  while (!(await readFile(log, 'utf8').catch(() => '')).includes('worker ready')) await sleep(50);
}

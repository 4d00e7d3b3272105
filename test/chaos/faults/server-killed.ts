import type { Injector } from './scene.ts';

/** SIGKILL of a server; it is started again at once, over what it had on its disk. */
export const serverKilled =
  (server: 'temporal' | 'minio'): Injector =>
  async ({ world, struck }) => {
    struck();
    await world[server].kill();
    await world[server].start();
  };

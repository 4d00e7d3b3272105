import type { Role } from '../../fleet.ts';
import type { Injector } from './scene.ts';

/** SIGKILL of a worker; another is started at once. */
export const workerKilled =
  (role: Role): Injector =>
  async ({ crew, struck }) => {
    struck();
    await crew.kill(crew.of(role));
    await crew.enter(role);
  };

import type { Injector } from './scene.ts';

const roles = ['policy', 'workflow'] as const;

/** SIGKILL of every process that the run has, as when a machine goes down; then all of them are started again. */
export const everythingKilled: Injector = async ({ world, crew, struck }) => {
  struck();
  await Promise.all([world.temporal.kill(), world.minio.kill(), ...roles.map((role) => crew.kill(crew.of(role)))]);
  await Promise.all([world.temporal.start(), world.minio.start()]);
  await Promise.all(roles.map((role) => crew.enter(role)));
};

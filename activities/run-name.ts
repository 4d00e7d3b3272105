import { z } from 'zod';

import { isKey } from '../store/keys.ts';
import { InvalidSpec } from './parse-spec.ts';

/** So that every record below the run has a key that S3 takes, and a part of it a folder of any file system. */
const most = { idBytes: 400, partBytes: 200 } as const;
/** Letters, digits and signs that mean the same in a key, a path and a URL; no dot or space at the ends. */
const part = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N} _.,:;=+@()~'-]*[\p{L}\p{M}\p{N}_,:;=+@()~'-])?$/u;
const runId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What a run puts behind its own id for a child, which ends whatever is at work under that id (`workflows/own-child.ts`). */
const childOfRun = /^(?:evaluate$|(?:stage|evaluate|gate)-)/;

const allowed = `must be parts between slashes, each of letters, digits, spaces and any of _.,:;=+@()~'- beginning with a letter or a digit, ${most.partBytes} bytes at most and ${most.idBytes} together`;

/**
 * The name of a run, `<workflow id>/<run id>`: the prefix of its records, and the folder of its report. Throws {@link InvalidSpec} for a
 * workflow id that is no plain name, that lies among another run's records, or that a run may give a child of its own.
 */
export function checkedRunName(name: string): string {
  const parts = name.split('/');
  const id = parts.slice(0, -1);
  const isPlain = id.length > 0 && id.every((each) => part.test(each) && Buffer.byteLength(each) <= most.partBytes);
  if (!isPlain || Buffer.byteLength(id.join('/')) > most.idBytes)
    throw new InvalidSpec([`the workflow id: ${allowed}`]);
  if (!/^[\w-]{1,64}$/.test(parts.at(-1)!)) throw new InvalidSpec(['the run id: must be letters, digits and dashes']);
  if (id.slice(1).some((each) => runId.test(each)))
    throw new InvalidSpec(['the workflow id: must not name the run of another, <id>/<run id>']);
  checkedNoChild(id.join('/'));
  return name;
}

/** Throws {@link InvalidSpec} for a workflow id that a run may give a child of its own. */
export function checkedNoChild(workflowId: string): void {
  const [, ...below] = workflowId.split('/');
  const taken = below.find((each) => childOfRun.test(each));
  if (taken !== undefined)
    throw new InvalidSpec([
      `the workflow id: must not have "${taken}" after a slash: a run gives its stages and evaluations ids such as <id>/stage-dense, <id>/evaluate-after, <id>/gate-8, and ends what has them`,
    ]);
}

const runForm = 'must be <workflow id>/<run id>, as the result of a run names it';

/** The name of a run in a spec, as the memo of the run and its result tell it. */
export const runName = z
  .string()
  .max(1_000)
  .regex(/^[^/].*\/[\w-]+$/, runForm)
  .refine(isKey, runForm);

/** What a spec calls a part of itself: a part of ids, and a key of records. */
export const nameOf = (longest: number) =>
  z
    .string()
    .regex(new RegExp(`^[a-z0-9-]{1,${longest}}$`), `must be at most ${longest} lower-case letters, digits and dashes`)
    .refine((name) => !(name in {}), 'must not be a name that every object has');

/** Characters of the title of a run. */
export const mostTitle = 80;

/** What people call something: text that shows as it is, on a terminal and in a page. */
export const titleOf = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^(?:[^\p{C}\p{Zl}\p{Zp}]|[\u200c\u200d])*$/u, 'must be text without control characters')
    .regex(/^$|[\p{L}\p{N}\p{P}\p{S}]/u, 'must have a letter, a digit or a sign');

/** A title as a part of a workflow id: what cannot stand in one becomes a dash. */
export const inWorkflowId = (title: string): string =>
  title.replaceAll(/[^\p{L}\p{M}\p{N} _.,:;=+@()~'-]+/gu, '-').replace(/[ .]+$/, '');

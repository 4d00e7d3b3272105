import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './command.ts';
import { fakeMachine } from './fake-machine.ts';
import type { FakeMachine } from './fake-machine.ts';
import { findProgram } from './find-program.ts';
import type { Program } from './find-program.ts';

/** A program that fits where it says "good"; got by writing one that does. */
function programOf(machine: FakeMachine, got = 'echo good'): Program {
  return {
    title: 'Thing',
    name: 'thing',
    variable: 'THING_PATH',
    version: '1',
    check: async (path, { environment }) => {
      const said = await runCommand(path, [], { environment });
      if (said.trim() !== 'good') throw new Error(`it says ${said.trim()}`);
    },
    obtain: async () => void (await machine.script('cache/thing-1/thing', got)),
  };
}

test('a path from the environment wins over PATH and the cache', async () => {
  const machine = await fakeMachine();
  const ordered = await machine.script('mine/thing', 'echo good');
  await machine.script('bin/thing', 'echo good');
  const setUp = { ...machine.setUp, environment: { ...machine.setUp.environment, THING_PATH: ordered } };
  expect(await findProgram(programOf(machine), setUp)).toBe(ordered);
});

test('a path from the environment that does not do is an error, not a reason to look further', async () => {
  const machine = await fakeMachine({ THING_PATH: '/nowhere/thing' });
  await machine.script('bin/thing', 'echo good');
  await expect(findProgram(programOf(machine), machine.setUp)).rejects.toThrow(
    /THING_PATH=\/nowhere\/thing does not do: .*ENOENT.* Correct it or unset it\./,
  );
});

test('PATH wins over the cache', async () => {
  const machine = await fakeMachine();
  const onPath = await machine.script('bin/thing', 'echo good');
  await machine.script('cache/thing-1/thing', 'echo good');
  expect(await findProgram(programOf(machine), machine.setUp)).toBe(onPath);
});

test('an unfit program on PATH is passed over, with the reason, for the cache', async () => {
  const machine = await fakeMachine();
  await machine.script('bin/thing', 'echo old');
  const cached = await machine.script('cache/thing-1/thing', 'echo good');
  expect(await findProgram(programOf(machine), machine.setUp)).toBe(cached);
  expect(machine.said).toEqual([`Thing: passing over ${join(machine.folder, 'bin/thing')}: it says old`]);
});

test('what is nowhere is got, into the cache', async () => {
  const machine = await fakeMachine();
  expect(await findProgram(programOf(machine), machine.setUp)).toBe(join(machine.folder, 'cache/thing-1/thing'));
});

test('a cached program that does not run is named, with what to do', async () => {
  const machine = await fakeMachine();
  await expect(findProgram(programOf(machine, 'exit 1'), machine.setUp)).rejects.toThrow(
    /does not run: .*status 1\. Delete it to get it again, or set THING_PATH\./,
  );
});

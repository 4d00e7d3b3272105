import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { algorithms } from '../activities/objective-spec.ts';
import { smallRemote } from '../policy/remote/remote-case.ts';
import { serverDouble, type ServerDouble } from '../policy/tinker/double/server.ts';
import { ActivityRig, run } from './activity-rig.ts';
import { smallRun } from './small-run.ts';

const config = {
  ...smallRemote,
  imageWidth: 128,
  imageHeight: 144,
  maxPromptTokens: 16,
  maxAnswerTokens: 48,
};
const objective = { ...algorithms.grpo, algorithm: 'grpo' } as const;

let tinker: ServerDouble;
let rig: ActivityRig;
beforeAll(async () => {
  tinker = await serverDouble();
  rig = await ActivityRig.remote(inject('servers'), config, tinker.url);
});
afterAll(async () => {
  await rig.close();
  await tinker.close();
});

test('a spec that the server cannot do is refused when it is opened, field by field', async () => {
  const asked = { ...objective, entropyCoefficient: 0.1, clipDual: 3, epochs: 2 };
  await expect(rig.open({ objective: asked })).rejects.toThrow(
    /objective.clipDual: must be null, on a Tinker server; objective.entropyCoefficient: must be 0.*; objective.kl.place: must be reward/,
  );
});

test('a server is not asked for answers of older versions', async () => {
  await expect(rig.open({ objective, rollout: { ...smallRun.rollout, maxStaleness: 1 } })).rejects.toThrow(
    'rollout.maxStaleness: must be 0 on a Tinker server, which is asked for answers of its newest version alone',
  );
});

test('a step is updated once however often it is asked for, by whichever worker', async () => {
  const { run: ref, base } = await rig.open({ objective });
  const [first, second] = [rig.device(), rig.device()];
  const { batch, metrics } = await rig.scored(first, ref, base);
  const input = { run: ref, stage: 'counting', version: base, scored: batch, metrics };
  const updated = await run(first.policy.updatePolicy, input);
  expect(await run(first.policy.updatePolicy, input)).toEqual(updated);
  expect((await run(second.policy.updatePolicy, input)).policy.version).toEqual(updated.policy.version);
  expect(tinker.engine.models.map(({ steps }) => steps)).toEqual([1, 1]);
});

test.each(['kept', 'reset'] as const)(
  'a fork begins with what the server kept of its parent, the optimiser %s',
  async (optimiser) => {
    const parent = await rig.open({ objective });
    const device = rig.device();
    const { policy } = await rig.step(device, parent.run, parent.base);
    await run(device.policy.saveSnapshot, { run: parent.run, version: policy.version });
    const from = { run: parent.run.name, step: 1, optimiser };
    const fork = await rig.open({ objective, base: undefined, from });
    expect(fork.base.step).toBe(1);
    expect(fork.base.digest === policy.version.digest).toBe(optimiser === 'kept');
    await rig.step(rig.device(), fork.run, fork.base);
    expect(tinker.engine.models.at(-1)!.steps).toBe(optimiser === 'kept' ? 2 : 1);
  },
);

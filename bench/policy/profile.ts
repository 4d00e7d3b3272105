/**
 * `npm run -s bench -- profile [--presets tiny,small]`: where the milliseconds of a train step and of sampling go, on one
 * thread, by onnxruntime's own profile: for each kind of the policy's programs the time of its kernels by operator, and what
 * passes in a run outside of kernels. The last line is one JSON object; times are milliseconds a step.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyPreset } from '../../policy/config.ts';
import { benchSizes, makeCase, objective } from './case.ts';
import { benchOptions } from '../options.ts';
import { type ProfileEvent, programProfile, sumOfProfiles } from './program-profile.ts';

const STEPS = 6;

const { presets } = benchOptions('profile', 'presets');

const eventsOf = (file: string): readonly ProfileEvent[] =>
  JSON.parse(readFileSync(file, 'utf8')) as readonly ProfileEvent[];

async function profiled(preset: PolicyPreset) {
  const folder = mkdtempSync(join(tmpdir(), 'rewardmap-profile-'));
  try {
    const size = benchSizes[preset];
    const one = await makeCase(preset, size, { threads: 1, profileAs: `${folder}/` });
    for (let step = 0; step < STEPS; step++) {
      await one.engine.update(one.groups, objective(one.config));
      await one.engine.sample(one.requests, { temperature: 1, maxAnswerTokens: size.tokens, stopTokens: [] });
    }
    await one.engine.release();
    const files = readdirSync(folder);
    const kinds = [...new Set(files.map(kindOf))].toSorted();
    return Object.fromEntries(
      kinds.map((kind) => {
        const ofKind = files.filter((file) => kindOf(file) === kind);
        return [
          kind,
          sumOfProfiles(ofKind.map((file) => programProfile(eventsOf(join(folder, file)), STEPS))),
        ] as const;
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `gradient`, `apply`, ...: the first word of a program's name. Its shapes are taken together. */
function kindOf(file: string): string {
  return file.slice(0, file.indexOf('-'));
}

const results: [PolicyPreset, unknown][] = [];
for (const preset of presets) results.push([preset, await profiled(preset)]);
console.log(JSON.stringify({ threads: 1, steps: STEPS, ...Object.fromEntries(results) }));

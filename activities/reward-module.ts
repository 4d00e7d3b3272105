import { readFile, realpath } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { mixedReward, type OwnReward } from '../reward/own-reward.ts';
import { scoreAnswer } from '../reward/reward.ts';
import { sha256Of, type ObjectRef } from '../store/objects.ts';
import { stationList } from '../transit/network.ts';
import { questionSet } from '../transit/question-set.ts';
import { judging } from './reward-spec.ts';
import { isWithin } from './spec-path.ts';
import type { CurriculumSpec } from './spec.ts';
import { stageKinds } from './stage-spec.ts';

/** The file of a run's own reward is not the one that the run was started with: its steps would not be rewarded alike. */
class RewardModuleChanged extends Error {
  override readonly name = 'RewardModuleChanged';
}

/** A module's file, read but not run. */
export interface RewardModule {
  readonly path: string;
  readonly content: Buffer;
  readonly sha256: string;
}

const extensions = ['.ts', '.js', '.mjs'];

/** Reads a module inside the project folder. Throws one sentence that says what is wrong with the path. */
export async function readRewardModule(module: string, projectFolder: URL): Promise<RewardModule> {
  const root = await realpath(fileURLToPath(projectFolder));
  const path = await realpath(resolve(root, module)).catch(() => undefined);
  if (path === undefined) throw new Error(`there is no file ${module} in the project folder`);
  if (!isWithin(root, path)) throw new Error(`${module} leads out of the project folder`);
  if (!extensions.includes(extname(path))) throw new Error(`${module} must end in ${extensions.join(', ')}`);
  const content = await readFile(path);
  // Programs of the project do things when they are imported: only what says that it exports a reward is.
  if (!/\bexport\b[^;]*\breward\b/.test(content.toString('utf8')))
    throw new Error('it must export a function named reward (reward/own-reward.ts)');
  return { path, content, sha256: sha256Of(content) };
}

/** Runs a module and takes its reward. Throws one sentence where it does not export one. */
export async function importReward({ path, sha256 }: RewardModule): Promise<OwnReward> {
  const address = pathToFileURL(path);
  // Node keeps a module by its address for as long as the process lives: other content is another address.
  address.search = `sha256=${sha256}`;
  const { reward } = (await import(/* @vite-ignore */ address.href).catch((error: Error) => {
    throw new Error(`it cannot be imported: ${error.message}`, { cause: error });
  })) as { readonly reward?: unknown };
  if (typeof reward !== 'function') {
    throw new Error(`it must export a function named reward (reward/own-reward.ts), it exports ${typeof reward}`);
  }
  return reward as OwnReward;
}

/** The reward of a run, from the very file that the run was started with. Throws {@link RewardModuleChanged} where it is another. */
export async function keptReward(module: string, kept: ObjectRef, projectFolder: URL): Promise<OwnReward> {
  const found = await readRewardModule(module, projectFolder).catch((error: Error) => {
    throw new RewardModuleChanged(`reward.own.module: ${error.message}; the run was started with ${kept.sha256}`);
  });
  if (found.sha256 === kept.sha256) return importReward(found);
  throw new RewardModuleChanged(
    `reward.own.module ${module} has SHA-256 ${found.sha256}, the run was started with ${kept.sha256}`,
  );
}

/** Scores a right answer and an empty one of each kind that the run asks. Throws where the reward fails on one. */
export function tryReward(reward: OwnReward, { seed, stages, maps, reward: { own, ...judged } }: CurriculumSpec): void {
  if (own === null) return;
  const kinds = [...new Set(stages.flatMap(stageKinds))];
  const { difficulties } = maps;
  const posed = questionSet({ split: 'trial', name: [seed], kinds, count: kinds.length, difficulties });
  for (const { question, network } of posed) {
    const stations = stationList(network);
    for (const answer of [question.solution, '']) {
      const preset = scoreAnswer(answer, question, stations, judging(judged));
      mixedReward(answer, { question, stations, tokens: 1, truncated: false, preset }, reward, own);
    }
  }
}

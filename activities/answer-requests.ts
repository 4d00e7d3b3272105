import type { SampleRequest } from '../policy/port.ts';
import { seedFor } from '../transit/seed.ts';
import type { PosedQuestion } from './data.ts';
import type { Pixels } from './map-pixels.ts';

/** What names the answers to a question. */
export interface AnswersAsked {
  /** Of the run. */
  readonly seed: number;
  readonly stage: string;
  readonly step: number;
  /** To each question. */
  readonly answers: number;
}

/** What a policy is asked for questions. The seed of each answer is a function of its name alone, whoever samples it, and beside which others. */
export function answerRequests(
  { seed, stage, step, answers }: AnswersAsked,
  groups: readonly PosedQuestion[],
  pixels: Pixels,
): Promise<readonly SampleRequest[]> {
  return Promise.all(
    groups.map(async ({ question, map }): Promise<SampleRequest> => {
      const name = [seed, 'answer', stage, step, question.id] as const;
      return {
        prompt: { image: await pixels.of(map), text: question.question },
        seeds: Array.from({ length: answers }, (_, sample) => seedFor(...name, sample)),
      };
    }),
  );
}

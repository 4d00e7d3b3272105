import { smallRun, taughtStage } from './small-run.ts';

const { title: _, seed: __, stages: ___, ...common } = smallRun;

/** Two arms with two seeds, seconds long. */
export const smallComparison = {
  title: 'small-comparison',
  seeds: [1, 2],
  parallel: 2,
  common: { ...common, evaluation: { ...smallRun.evaluation, blank: true } },
  arms: [
    {
      name: 'sparse',
      describes: 'planning with the sparse reward',
      overrides: {
        stages: [{ name: 'planning', kinds: ['planning_short'], steps: 2 }],
        reward: { preset: 'paper', mode: 'difficulty_aware', detailWeight: 0 },
      },
    },
    { name: 'taught', describes: 'dense solutions', overrides: { stages: [{ ...taughtStage, steps: 2 }] } },
  ],
  differences: [
    ['base', 'sparse'],
    ['sparse', 'taught'],
  ],
};

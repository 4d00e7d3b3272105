/** A curve of a panel: the name of its metric, and what it is called beside others. */
export interface PanelLine {
  readonly metric: string;
  readonly label: string;
}

export interface Panel {
  readonly title: string;
  /** What a reader should see in it, in a few words. */
  readonly note: string;
  readonly lines: readonly PanelLine[];
  /** Measure of the gates whose checks are marked in it. */
  readonly gate?: string;
}

const line = (metric: string, label: string): PanelLine => ({ metric, label });
const single = (metric: string): readonly PanelLine[] => [line(metric, '')];

/** What a person watches in GRPO, under the names of verl and TRL (docs/metrics.md). A panel whose metrics no step has is left out. */
export const panels: readonly Panel[] = [
  { title: 'Reward', note: 'mean total of a step', lines: single('critic/rewards/mean'), gate: 'reward' },
  {
    title: 'Parts of the reward',
    note: 'mean points, and their weight',
    lines: [
      line('critic/accuracy_reward/mean', 'accuracy'),
      line('critic/detail_reward/mean', 'detail'),
      line('critic/format_reward/mean', 'format'),
      line('critic/reward_weight/mean', 'weight'),
      line('critic/own_reward/mean', 'own'),
    ],
  },
  { title: 'Answers right', note: 'share of sampled answers', lines: single('critic/accuracy'), gate: 'accuracy' },
  {
    title: 'Right, by map',
    note: 'share of sampled answers',
    lines: [
      line('critic/solved/easy', 'easy'),
      line('critic/solved/middle', 'middle'),
      line('critic/solved/hard', 'hard'),
    ],
  },
  { title: 'Groups all equal', note: 'share, from which nothing is learnt', lines: single('frac_reward_zero_std') },
  { title: 'Loss of given answers', note: 'cross-entropy, supervised stages', lines: single('train/loss') },
  { title: 'Entropy', note: 'near 0 the policy no longer tries', lines: single('actor/entropy') },
  { title: 'KL to the reference', note: 'how far it went from its base', lines: single('actor/kl_loss') },
  { title: 'Answer length', note: 'mean tokens', lines: single('response_length/mean') },
  { title: 'Clip fraction', note: 'share of tokens', lines: single('actor/pg_clipfrac') },
  { title: 'Gradient norm', note: 'before it is clipped', lines: single('actor/grad_norm') },
  { title: 'Learning rate', note: 'of each update', lines: single('actor/lr') },
  {
    title: 'Time of a step',
    note: 'seconds',
    lines: [line('timing_s/gen', 'sampling'), line('timing_s/update_actor', 'update')],
  },
];

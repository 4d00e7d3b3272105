/**
 * `npm run -s bench -- reward`: cases a second on one core over the golden sets, each case scored in full as in a run
 * (total, parts, reasons), file reading and the naming of station lists left out. The peer is the released Python
 * code, which scores 2 400 (as released, with its log) to 5 300 (without) cases of reward.json a second.
 */
import { existsSync, readFileSync } from 'node:fs';
import { inferOption } from '../../reward/benchmarks/choice.ts';
import { matchesRelaxed } from '../../reward/benchmarks/relaxed-match.ts';
import { evaluateLongRoute, evaluateShortRoute } from '../../reward/evaluation/evaluate-route.ts';
import { evaluateShortAnswer } from '../../reward/evaluation/evaluate-short-answer.ts';
import { evaluationPresets } from '../../reward/evaluation/evaluation-rules.ts';
import { RewardError } from '../../reward/reward-error.ts';
import { scoreAnswer } from '../../reward/reward.ts';
import { presetNames } from '../../reward/rules.ts';
import type { StationList } from '../../transit/network.ts';
import { benchOptions } from '../options.ts';
import { timing } from '../policy/stats.ts';

benchOptions('reward');

const data = new URL('../../../shared/data/', import.meta.url);

/** Seconds that each set is scored for, again and again, and rounds that are thrown away first. */
const SECONDS = 4;
const WARM_UP = 20;

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, data), 'utf8'));

type Case = Parameters<typeof scoreAnswer>[1] &
  Parameters<typeof evaluateShortRoute>[1] &
  Parameters<typeof evaluateShortAnswer>[1] & {
    readonly kind: 'planning' | 'plus';
    readonly response: string;
    readonly short_response: string;
    readonly long_response: string;
  };

interface BenchmarkCase {
  readonly options?: Readonly<Record<string, string>>;
  readonly answer: string;
  readonly prediction: string;
}

const lists = new Map<string, StationList>();
function stationsOf({ country, city }: Case): StationList {
  const path = `stations/${country}/${city}.json`;
  const list = lists.get(path) ?? (read(path) as StationList);
  lists.set(path, list);
  return list;
}

/** Cases a second of wall and of processor time: `median` and `best` round. */
function measure<Item>(items: readonly Item[], score: (item: Item) => void) {
  const round = (): void => items.forEach(score);
  for (let done = 0; done < WARM_UP; done++) round();
  const milliseconds: number[] = [];
  const cpu = process.cpuUsage();
  for (const start = performance.now(); performance.now() - start < 1000 * SECONDS;) {
    const begun = performance.now();
    round();
    milliseconds.push(performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(cpu);
  const { median, least } = timing(milliseconds);
  const perSecond = (duration: number): number => Math.round((1000 * items.length) / duration);
  return {
    cases: items.length,
    casesPerSecond: perSecond(median),
    best: perSecond(least),
    perCpuSecond: perSecond((user + system) / 1000 / milliseconds.length),
  };
}

function rewardBench(preset: (typeof presetNames)[number]) {
  const cases = (read('golden/reward.json') as readonly Case[]).map((one) => ({ one, stations: stationsOf(one) }));
  return measure(cases, ({ one, stations }) => {
    try {
      scoreAnswer(one.response, one, stations, { preset, mode: 'difficulty_aware' });
    } catch (error) {
      if (!(error instanceof RewardError)) throw error;
    }
  });
}

function evaluationBench() {
  const { released } = evaluationPresets;
  const cases = (read('golden/evaluation.json') as readonly Case[]).map((one) => ({ one, stations: stationsOf(one) }));
  return measure(cases, ({ one, stations }) => {
    if (one.kind === 'plus') {
      evaluateShortAnswer(one.response, one, released);
    } else {
      evaluateShortRoute(one.short_response, one, stations, released);
      evaluateLongRoute(one.long_response, one, stations, released);
    }
  });
}

function benchmarksBench() {
  return measure(read('golden/benchmarks.json') as readonly BenchmarkCase[], ({ options, answer, prediction }) => {
    if (options === undefined) matchesRelaxed(prediction, [answer]);
    else inferOption(prediction, options);
  });
}

if (existsSync(data)) {
  const rewards = presetNames.map((preset) => [preset, rewardBench(preset)] as const);
  const [released] = rewards.map(([, { casesPerSecond }]) => casesPerSecond);
  console.log(
    JSON.stringify({
      casesPerSecond: released,
      reward: Object.fromEntries(rewards),
      evaluation: evaluationBench(),
      benchmarks: benchmarksBench(),
    }),
  );
} else {
  console.error(`The golden sets are missing: ${data.pathname} is not here`);
  process.exitCode = 1;
}

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { StationList } from '../transit/network.ts';
import { RewardError } from './reward-error.ts';
import type { RewardParts } from './reward-error.ts';
import type { RewardLabels } from './labels.ts';
import { scoreAnswer } from './reward.ts';
import type { RewardMode } from './reward.ts';

interface GoldenCase extends RewardLabels {
  readonly id: string;
  readonly country: string;
  readonly city: string;
  readonly response: string;
  readonly expected: Readonly<Record<string, unknown>>;
}

const data = new URL('../../shared/data/', import.meta.url);
const hasData = existsSync(data);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, data), 'utf8'));
}

const stationLists = new Map<string, StationList>();
function stationsOf({ country, city }: GoldenCase): StationList {
  const path = `stations/${country}/${city}.json`;
  const list = stationLists.get(path) ?? (readJson(path) as StationList);
  stationLists.set(path, list);
  return list;
}

interface Scored {
  readonly parts: RewardParts;
  readonly total: number | null;
  readonly error: string | null;
}

function score(golden: GoldenCase, mode: RewardMode): Scored {
  try {
    const reward = scoreAnswer(golden.response, golden, stationsOf(golden), { preset: 'released', mode });
    return { parts: reward, total: reward.total, error: null };
  } catch (error) {
    if (!(error instanceof RewardError)) throw error;
    return { parts: error.parts, total: null, error: error.released };
  }
}

/** The golden fields, under their names in the file. */
function found(golden: GoldenCase): Record<string, unknown> {
  const { parts, total, error } = score(golden, 'difficulty_aware');
  return {
    total,
    total_baseline: score(golden, 'baseline').total,
    accuracy: parts.accuracy,
    accuracy_reward: parts.accuracyReward,
    detail_raw: parts.detailRaw,
    detail_reward: parts.detailReward,
    weight: parts.weight,
    extracted_answer: parts.extractedAnswer,
    sections:
      parts.sections?.map(({ routeName, departure, arrival }) => ({ route_name: routeName, departure, arrival })) ??
      null,
    error,
  };
}

test.skipIf(!hasData)('released equals the official code in every number (skipped without ../shared/data)', () => {
  const cases = readJson('golden/reward.json') as readonly GoldenCase[];
  expect(cases.length).toBeGreaterThan(600);
  for (const golden of cases) {
    const ours = found(golden);
    for (const [field, value] of Object.entries(golden.expected)) {
      expect(ours[field], `${golden.id} ${field}: ${JSON.stringify(golden.response)}`).toStrictEqual(value);
    }
  }
});

import type { StationList } from '../transit/network.ts';
import type { RewardLabels } from './labels.ts';
import { scoreAnswer, type RewardOptions } from './reward.ts';

/**
 * The chance that a plan is right which names one of the city's lines, each as likely, and rides it from end to end: what
 * whoever reads the question but not the map gets at least. Longer routes can be guessed too, so it is an approximation from below;
 * 0 where one line does not do. Judged by the reward's own rules; throws as `scoreAnswer` does.
 */
export function guessedPlan(labels: RewardLabels, stations: StationList, options: RewardOptions): number {
  const { station_1, station_2 } = labels;
  const lines = Object.keys(stations);
  const right = lines.filter((line) => {
    const ride = `Route Name: ${line}\nDeparture Stop: ${station_1}\nArrival Stop: ${station_2}`;
    return scoreAnswer(ride, labels, stations, options).accuracy;
  });
  return lines.length === 0 ? 0 : right.length / lines.length;
}

import type { Context } from '@temporalio/activity';
import { Runtime, type ActivityInterceptors } from '@temporalio/worker';

import { aboutOf, placeOf, type About } from '../workflows/about.ts';
import { measuresOf, type Measure } from './step-measures.ts';

/**
 * Sets gauges from what activities came to, under the names of docs/watching.md, and gives the log lines of an activity its run, stage and
 * step.
 */
export function measured({ info }: Context): ActivityInterceptors {
  let about: About = {};
  // Of the process: the meter of an activity adds its queue, which would part the series of a run in two where workers take turns.
  const { metricMeter } = Runtime.instance();
  // The SDK's gauges refuse what is below 0: no number stands there then, rather than the last one that was above.
  const set = ({ name, labels, value }: Measure): void =>
    metricMeter.createGauge(name, 'float').set(value < 0 ? Number.NaN : value, labels);
  return {
    inbound: {
      async execute(input, next) {
        about = aboutOf(input.args[0]);
        const result: unknown = await next(input);
        measuresOf(info.activityType, about, result, Date.now()).forEach(set);
        return result;
      },
    },
    outbound: {
      getLogAttributes: (input, next) => ({ ...next(input), ...placeOf(about) }),
    },
  };
}

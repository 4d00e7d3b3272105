import type { AskedRun } from './asked-run.ts';
import { showColdStart, type EndedColdStart } from './show-cold-start.ts';
import { showComparison, type EndedComparison } from './show-comparison.ts';
import { showCurriculum, type EndedCurriculum } from './show-curriculum.ts';
import type { RunAtWork } from './start-or-join.ts';
import type { Watching } from './watching.ts';
import { withServers } from './with-servers.ts';

type Shown = EndedCurriculum | EndedColdStart | EndedComparison | RunAtWork;

/** Starts or joins the run that was asked for and shows it to its end: what `npm start` and `rewardmap run --follow` do. */
export function showRun(asked: AskedRun, watching: Watching): Promise<Shown> {
  return withServers<Shown>(watching.environment, async (reached) => {
    if (asked.type === 'coldStart') return showColdStart(asked, reached, watching);
    if (asked.type === 'compareArms') return showComparison(asked, reached, watching);
    return showCurriculum(asked, reached, watching);
  });
}

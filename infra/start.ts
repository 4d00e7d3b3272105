import { curriculumAsked, curriculumOptions, showCurriculum } from '../workers/show-curriculum.ts';
import { runCommand, type Watch } from './session.ts';

async function start(): Promise<Watch> {
  const spec = await curriculumAsked(curriculumOptions(process.argv.slice(3)));
  return (watching) => showCurriculum(spec, watching);
}

await runCommand(start());

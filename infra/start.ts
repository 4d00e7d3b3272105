import { curriculumOptions, showCurriculum } from '../workers/show-curriculum.ts';
import { runCommand } from './session.ts';

const options = curriculumOptions(process.argv.slice(3));

await runCommand((watching) => showCurriculum(options, watching));

import { difficulties } from '../transit/question.ts';
import { recordsMarked, type DatasetMarks, type Strangeness } from './dataset-marks.ts';
import type { CurriculumSpec } from './spec.ts';
import { StageRows } from './stage-rows.ts';
import { isSupervised, stageKinds, stageProblems, type StageSpec } from './stage-spec.ts';

export interface StageOnDataset {
  readonly spec: CurriculumSpec;
  readonly stage: StageSpec;
  readonly marks: DatasetMarks;
  /** The question of a record, to tell people which is meant. */
  readonly text: (record: number) => Promise<string>;
}

type Problem = readonly [field: string, message: string];

/** A stage as it is run, its pool a number, and what a reader must know of it; or why it cannot be run. */
export type JudgedStage =
  { readonly stage: StageSpec; readonly notice: string } | { readonly problems: readonly Problem[] };

/** What the checks look at. */
interface Case extends StageOnDataset {
  readonly dataset: NonNullable<StageSpec['dataset']>;
  readonly rows: StageRows;
  /** Records of the stage's kinds, whatever stands against them. */
  readonly asked: readonly number[];
}

type Check = (judged: Case) => readonly Problem[] | Promise<readonly Problem[]>;

function missingKinds({ stage, marks, dataset }: Case): readonly Problem[] {
  const kinds = [...new Set(stageKinds(stage))];
  const missing = kinds.filter(
    (kind) => recordsMarked(marks, { kinds: [kind], difficulties, without: {} }).length === 0,
  );
  return missing.length === 0 ? [] : [['kinds', `dataset "${dataset.name}" has no question of ${missing.join(', ')}`]];
}

function strangers({ stage, marks, asked }: Case, without: Partial<Strangeness>): readonly number[] {
  const plain = new Set(recordsMarked(marks, { kinds: stageKinds(stage), difficulties, without }));
  return asked.filter((record) => !plain.has(record));
}

async function strangeQuestions(judged: Case): Promise<readonly Problem[]> {
  const { dataset, asked, text } = judged;
  const strange = dataset.strangeTexts === 'refuse' ? strangers(judged, { question: true }) : [];
  const [first] = strange;
  if (first === undefined) return [];
  const many = `${strange.length} of ${asked.length} questions have words that the policy does not know, or are too long for it`;
  const which = `such as record ${first} of dataset "${dataset.name}", ${JSON.stringify((await text(first)).slice(0, 120))}`;
  const choices = '"skip" leaves them out, "read" reads them as well as it can';
  return [['dataset.strangeTexts', `${many}, ${which}: ${choices}`]];
}

function strangeSolutions(judged: Case): readonly Problem[] {
  const { dataset, stage, asked } = judged;
  const learns = isSupervised(stage) && dataset.strangeTexts !== 'skip';
  const strange = learns ? strangers(judged, { solution: true }) : [];
  if (strange.length === 0) return [];
  const many = `${strange.length} of ${asked.length} questions have no right answer that the policy could write`;
  const which = `such as record ${strange[0]} of dataset "${dataset.name}"`;
  return [['dataset.strangeTexts', `${many}, ${which}: a supervised stage can only "skip" them`]];
}

function emptyLines({ stage, dataset, rows, asked }: Case): readonly Problem[] {
  const field = stage.difficulty === undefined ? 'kinds' : 'difficulty';
  const that = rows.size < asked.length ? ' that the policy can read' : '';
  return rows.empty().map((label) => [field, `dataset "${dataset.name}" has no question ${label}${that}`]);
}

const shortPool: Check = ({ stage: { pool }, dataset, rows }) =>
  typeof pool === 'number'
    ? rows.shortages(pool).map((shortage) => ['pool', `${shortage} in dataset "${dataset.name}"`] as const)
    : [];

const gateNotReached: Check = ({ stage, spec }) => stageProblems(stage, spec.rollout.questions);

/** One after another: where kinds are missing, nothing is said of pools. */
const checks: readonly Check[] = [
  missingKinds,
  strangeQuestions,
  strangeSolutions,
  emptyLines,
  shortPool,
  gateNotReached,
];

/** Holds a stage that names a dataset against what the dataset has. */
export async function judgeStage(given: StageOnDataset): Promise<JudgedStage> {
  const { spec, marks } = given;
  const dataset = given.stage.dataset!;
  const rows = new StageRows(spec, given.stage, marks);
  const stage = given.stage.pool === 'all' ? { ...given.stage, pool: rows.size } : given.stage;
  const asked = recordsMarked(marks, { kinds: stageKinds(stage), difficulties, without: {} });
  for (const check of checks) {
    const problems = await check({ ...given, stage, dataset, rows, asked });
    if (problems.length > 0) return { problems };
  }
  const left = asked.length - rows.size;
  const notice = `${left} of ${asked.length} questions of dataset "${dataset.name}" are left out: the policy cannot read them`;
  return { stage, notice: left === 0 ? '' : notice };
}

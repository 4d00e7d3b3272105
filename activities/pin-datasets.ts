import { datasetNamed, openDataset } from '../store/datasets.ts';
import type { ObjectStore } from '../store/objects.ts';
import type { PinnedDataset, RunManifest } from './data.ts';
import type { DatasetManifest, DatasetRecord } from './dataset-data.ts';
import { judgeStage, type JudgedStage } from './judge-dataset-stage.ts';
import { datasetMarks, type PolicyLanguage } from './mark-dataset.ts';
import { InvalidSpec } from './parse-spec.ts';
import type { CurriculumSpec } from './spec.ts';
import type { StageSpec } from './stage-spec.ts';

export interface PinnedSpec extends Pick<RunManifest, 'datasets' | 'notices'> {
  /** With pools of `all` as large as the datasets are. */
  readonly spec: CurriculumSpec;
}

/**
 * Finds the datasets that stages name, as they are now, and holds each stage against what is there. Throws {@link InvalidSpec}
 * with every reason why not; `CorruptObject` or `MissingObject` where a dataset is damaged.
 */
export async function pinDatasets(
  store: ObjectStore,
  spec: CurriculumSpec,
  language: PolicyLanguage,
): Promise<PinnedSpec> {
  const datasets = new Map<string, PinnedDataset | undefined>();
  const stages: StageSpec[] = [];
  const notices: Record<string, string> = {};
  const told: string[] = [];
  for (const [index, stage] of spec.stages.entries()) {
    const judged = await judgedStage(stage);
    if ('problems' in judged) {
      for (const [field, message] of judged.problems) told.push(`stages.${index}.${field}: ${message}`);
      continue;
    }
    stages.push(judged.stage);
    if (judged.notice !== '') notices[stage.name] = judged.notice;
  }
  if (told.length > 0) throw new InvalidSpec(told);
  const found = [...datasets].flatMap(([name, pinned]) => (pinned ? [[name, pinned] as const] : []));
  return {
    spec: { ...spec, stages },
    ...(found.length > 0 && { datasets: Object.fromEntries(found) }),
    ...(Object.keys(notices).length > 0 && { notices }),
  };

  async function judgedStage(stage: StageSpec): Promise<JudgedStage> {
    if (!stage.dataset) return { stage, notice: '' };
    const { name } = stage.dataset;
    if (!datasets.has(name)) datasets.set(name, await pinned(store, name, language));
    const dataset = datasets.get(name);
    if (!dataset)
      return { problems: [['dataset.name', `there is no dataset "${name}" in this store: import it first`]] };
    const marks = await store.get(dataset.marks);
    return judgeStage({ spec, stage, marks, text: (record) => textOf(store, dataset, record) });
  }
}

async function pinned(store: ObjectStore, name: string, language: PolicyLanguage): Promise<PinnedDataset | undefined> {
  const manifest = await datasetNamed(store, name).catch((error: Error) => {
    if (error.name === 'MissingObject') return undefined;
    throw error;
  });
  return manifest && { manifest, marks: await datasetMarks(store, manifest, language) };
}

async function textOf(store: ObjectStore, { manifest }: PinnedDataset, record: number): Promise<string> {
  const dataset = await openDataset<DatasetManifest, DatasetRecord>(store, manifest);
  const [{ question }] = (await dataset.pick([record])) as [DatasetRecord];
  return question.question;
}

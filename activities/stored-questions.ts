import pLimit from 'p-limit';

import type { BaseConfig } from '../policy/base-policy.ts';
import { openDataset, type Dataset } from '../store/datasets.ts';
import type { ObjectRef, ObjectStore } from '../store/objects.ts';
import { Recent } from '../store/recent.ts';
import type { LogEntry } from '../store/run-records.ts';
import { rightAnswer } from '../transit/dataset/right-answer.ts';
import type { StationList } from '../transit/network.ts';
import type { Batch, PosedQuestion, RunManifest, RunRef } from './data.ts';
import type { DatasetManifest, DatasetRecord } from './dataset-data.ts';
import { fittedMap } from './fitted-map.ts';
import { manifestOf } from './run-spec.ts';
import type { CurriculumSpec } from './spec.ts';
import { StageRows, type AskedRow } from './stage-rows.ts';
import type { StageSpec } from './stage-spec.ts';

/** A stage that asks a dataset, ready to be asked for its steps. */
interface OpenedStage {
  readonly rows: StageRows;
  readonly dataset: Dataset<DatasetManifest, DatasetRecord>;
  readonly size: { readonly width: number; readonly height: number };
}

const stagesRemembered = 4;
const mapsRemembered = 1_024;
const listsRemembered = 256;
const atOnce = 8;

/** Where a step stands in its stage, and what it may look back on. */
export interface StageStep {
  readonly step: number;
  readonly log: readonly LogEntry[];
}

/** Batches of stages that ask a dataset: rows chosen by their marks, records read by range, pictures at the policy's size. */
export class StoredQuestions {
  readonly #store: ObjectStore;
  readonly #stages = new Recent<OpenedStage>(stagesRemembered);
  readonly #maps = new Recent<ObjectRef>(mapsRemembered);
  readonly #lists = new Recent<StationList>(listsRemembered);

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** The batch of a step of a run's stage. Throws `CorruptObject` or `MissingObject` where the dataset is damaged. */
  async batch(run: RunRef, spec: CurriculumSpec, stage: StageSpec, { step, log }: StageStep): Promise<Batch> {
    const key = `${run.manifest.sha256} ${stage.name}`;
    const opened = await this.#stages.of(key, async () => this.#open(await manifestOf(this.#store, run), spec, stage));
    const { rows, dataset } = opened;
    const first = step * spec.rollout.questions;
    const asked =
      typeof stage.pool === 'number'
        ? rows.pass(stage.pool).slice(first, first + spec.rollout.questions)
        : rows.ofStep(step, log);
    const records = await dataset.pick(asked.map(({ row }) => row));
    const groups = await pLimit(atOnce).map(records, (record, index) => this.#posed(record, asked[index]!, opened));
    return { groups };
  }

  async #open({ datasets, config }: RunManifest, spec: CurriculumSpec, stage: StageSpec): Promise<OpenedStage> {
    const { manifest, marks } = datasets![stage.dataset!.name]!;
    const { imageWidth, imageHeight } = await this.#store.getJson<BaseConfig>(config);
    return {
      rows: new StageRows(spec, stage, await this.#store.get(marks)),
      dataset: await openDataset<DatasetManifest, DatasetRecord>(this.#store, manifest),
      size: { width: imageWidth, height: imageHeight },
    };
  }

  async #posed(
    { question, map, stations, routes }: DatasetRecord,
    { again }: AskedRow,
    { dataset, size }: OpenedStage,
  ): Promise<PosedQuestion> {
    const id = [dataset.manifest.name, question.id, ...(again > 0 ? [`again-${again}`] : [])].join('/');
    const fitted = this.#maps.of(`${map.sha256} ${size.width} ${size.height}`, () => fittedMap(this.#store, map, size));
    const listed = stations && this.#lists.of(stations.sha256, () => this.#store.getJson<StationList>(stations));
    return {
      question: { ...question, id, solution: rightAnswer(question, routes) },
      map: await fitted,
      stations: (await listed) ?? {},
    };
  }
}

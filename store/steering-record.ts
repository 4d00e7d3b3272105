/** What people may ask of a run under way, as it was settled: `from` is what was so before, `to` what is so from then on. */
export type SteeringAct =
  | { readonly act: 'pause' | 'resume' | 'stop' }
  /** `digest`: that of the snapshot kept. */
  | { readonly act: 'checkpoint'; readonly digest?: string }
  /** Of the stage that states a rate of its own, or null for the run's. */
  | { readonly act: 'setLearningRate'; readonly of: string | null; readonly from: number; readonly to: number }
  /** Steps of a stage; `runSteps` are then those of all stages. */
  | {
      readonly act: 'setStageLength';
      readonly of: string;
      readonly from: number;
      readonly to: number;
      readonly runSteps: number;
    }
  /** From the stage at work to a later one. */
  | { readonly act: 'skipTo'; readonly from: string; readonly to: string };

/** An act by the id of the update that asked for it: asked again, as a reset of the workflow does, it is the same act. */
export type AskedAct = SteeringAct & { readonly id: string };

/** An act among the records of a run: written once, when it took hold. */
export type SteeringRecord = AskedAct & {
  /** Steps of the run that were done then: the first step that it holds for. */
  readonly step: number;
  /** The stage at work then, or the next one; empty where none was left. */
  readonly stage: string;
  /** ISO 8601. */
  readonly at: string;
};

/** What acts have changed of the optimiser's way by a step. */
export interface StepSteering {
  /** In place of the rate that the spec states for the step's stage. */
  readonly learningRate?: number;
  /** Steps of all stages, after changes of their lengths. */
  readonly runSteps?: number;
}

/** The order in which acts took hold. */
export const inOrder = (a: SteeringRecord, b: SteeringRecord): number => a.step - b.step || a.at.localeCompare(b.at);

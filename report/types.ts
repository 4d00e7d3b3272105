import type { Proportion } from './wilson.ts';

/** All that a report shows, as plain data. */
export interface ReportData {
  readonly title: string;
  /** The run's spec, shown as JSON. */
  readonly spec: unknown;
  readonly run: {
    readonly id: string;
    /** Of the last policy version. */
    readonly digest: string;
    /** Of the last entry of its training log, which vouches for all before it. */
    readonly log?: string;
    readonly minutes: number;
    /** Workers that round otherwise, and updates that gave another digest when made again; undefined where nobody counted. */
    readonly divergences?: number;
  };
  readonly steps: readonly StepRecord[];
  readonly stages: readonly StageSpan[];
  /** Checks of the gates, stage by stage. */
  readonly gates: readonly GateRow[];
  /** What people asked of the run under way. */
  readonly steering: readonly SteeringRow[];
  /** Undefined until something has been evaluated. */
  readonly accuracy: AccuracyTable | undefined;
  readonly samples: readonly SampleCard[];
  readonly heldOut: readonly HeldOutCard[];
  /** What went wrong with the run's objects and versions, in the order of the steps. */
  readonly incidents: readonly IncidentNote[];
}

/** Something that a run went on from. */
export interface IncidentNote {
  readonly step: number;
  readonly kind: 'divergence' | 'made again' | 'left out';
  /** One sentence that names what it was. */
  readonly what: string;
}

export interface StepRecord {
  readonly step: number;
  readonly stage: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Both steps are the stage's own. */
export interface StageSpan {
  readonly name: string;
  readonly firstStep: number;
  readonly lastStep: number;
}

/** One check of a stage's gate, and what it decided. */
export interface GateRow {
  readonly stage: string;
  readonly step: number;
  readonly measure: string;
  readonly value: number;
  /** Of the checks so far, this one included. */
  readonly best: number;
  readonly withoutGain: number;
  /** What ended the stage; null where it went on. */
  readonly opened: string | null;
}

/** Something that people asked of a run under way, from the step on at which it took hold. */
export interface SteeringRow {
  readonly step: number;
  readonly stage: string;
  /** As a person would say it. */
  readonly what: string;
  /** Before and after, where it changed something. */
  readonly change?: readonly [from: string, to: string];
  /** ISO 8601. */
  readonly at: string;
}

/** Held-out accuracy before and after training. */
export interface AccuracyTable {
  /** Each kind of question, all dense kinds, all planning, each real city, and all of these. */
  readonly rows: readonly AccuracyRow[];
  /** Dense and planning by the map's difficulty. Empty, as the next, where the records are of an earlier release. */
  readonly byDifficulty: readonly AccuracyRow[];
  /** Planning by the transfers that the best route needs. */
  readonly byTransfers: readonly AccuracyRow[];
  /** Answers that no rule could read. */
  readonly unreadable: { readonly before: number; readonly after: number | undefined };
  /** What a reader must know of the questions: cities left out, and why; what plans about cities need. */
  readonly notice: string;
}

export interface AccuracyRow {
  readonly label: string;
  readonly count: number;
  readonly before: Proportion;
  /** Undefined until the run has ended. */
  readonly after: Proportion | undefined;
  /** The share that guessing gets; undefined where it gets none, or nobody counted. */
  readonly guessing?: number | undefined;
  /** After training, of the same questions about blank paper; undefined where nobody asked them. */
  readonly blank?: Proportion | undefined;
}

/** A picture's place in pixels from its top left. */
export type Spot = readonly [x: number, y: number];

/** A section of a route, drawn: from stop to stop where its line serves both ends, else straight from end to end. */
export interface DrawnLeg {
  readonly line: string;
  readonly served: boolean;
  readonly spots: readonly Spot[];
}

/** The picture that a question is about. */
export interface MapPicture {
  /** As in `image/png`. */
  readonly mediaType: string;
  readonly base64: string;
  /** Size in pixels, and what is drawn over it; undefined where the stations' places are not known. */
  readonly overlay?: {
    readonly width: number;
    readonly height: number;
    /** The stations of the question. */
    readonly rings: readonly Spot[];
    /** The route of the model answer; empty where no route is asked. */
    readonly reference: readonly DrawnLeg[];
  };
}

/** A question with its map. */
export interface AskedQuestion {
  readonly map: MapPicture;
  readonly question: string;
  readonly kind: string;
  readonly difficulty: string;
  /** That the best route needs; undefined for other questions. */
  readonly transfers: number | undefined;
  readonly gold: string;
}

/** A training question with all the answers that were sampled for it. */
export interface SampleCard extends AskedQuestion {
  readonly step: number;
  /** Its place in the batch of its step. */
  readonly group: number;
  readonly stage: string;
  readonly answers: readonly SampledAnswer[];
}

/** A held-out question with the answers that were given to it before and after training. */
export interface HeldOutCard extends AskedQuestion {
  /** Its place among the held-out questions. */
  readonly number: number;
  readonly before: JudgedAnswer;
  readonly after: JudgedAnswer;
}

export interface JudgedAnswer {
  readonly text: string;
  readonly total: number;
  readonly components: Readonly<Record<string, number>>;
  /** The account of the points: each given, taken or (0) withheld, before any weight. */
  readonly reasons: readonly { readonly part: string; readonly points: number; readonly why: string }[];
  /** Why it was judged as it was: `right`, or what is wrong with it. */
  readonly outcome: string;
  readonly truncated: boolean;
  /** The route that was read from it, where it is one. */
  readonly route: readonly DrawnLeg[];
}

export interface SampledAnswer extends JudgedAnswer {
  /** Relative to its group; the mean over its tokens. */
  readonly advantage: number;
}

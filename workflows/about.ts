/** The part of an activity's input that says what it is about. */
export interface About {
  readonly run?: { readonly name: string };
  readonly stage?: string;
  readonly step?: number;
  readonly label?: string;
  readonly version?: { readonly step: number };
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  Object(value) as Readonly<Record<string, unknown>>;

/** What an input says of run, stage and step; activities name other things by the same words, which are not taken for these. */
export function aboutOf(input: unknown): About {
  const { run, stage, step, label, version } = fields(input);
  const { name } = fields(run);
  const { step: made } = fields(version);
  return {
    ...(typeof name === 'string' && name.includes('/') && { run: { name } }),
    ...(typeof stage === 'string' && { stage }),
    ...(typeof step === 'number' && { step }),
    ...(typeof label === 'string' && { label }),
    ...(typeof made === 'number' && { version: { step: made } }),
  };
}

/** The same of a workflow: a stage tells its name and the policy that it begins with, an evaluation its label. */
export function aboutWorkflow(input: unknown): About {
  const { name, policy, label } = fields(input);
  const { version } = fields(policy);
  return aboutOf({ stage: label ?? name, version, ...fields(input) });
}

/** The workflow id of a run, without the id of the execution: what a person called it. */
export const runLabel = (name: string): string => name.slice(0, name.lastIndexOf('/'));

/** Run, stage and step, as log lines and spans have them. */
export function placeOf({ run, stage, step, version }: About): Readonly<Record<string, string | number>> {
  const at = step ?? version?.step;
  return {
    ...(run && { run: runLabel(run.name) }),
    ...(stage !== undefined && { stage }),
    ...(at !== undefined && { step: at }),
  };
}

/** Steps are named by six digits, so that names sort as they do. */
export const mostStep = 999_999;

export const stepName = (step: number): string => String(step).padStart(6, '0');

/** The step that a record's name ends with. */
export const stepIn = (record: string): number => Number(/(\d+)\.json$/.exec(record)?.[1]);

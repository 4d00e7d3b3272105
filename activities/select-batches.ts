import type { SelectBatchInput, SelectedBatch, Selection } from './select-batch.ts';

export interface SelectBatchesInput extends SelectBatchInput {
  /** Steps at most, the first of which is `step`. */
  readonly count: number;
}

/**
 * The questions of several steps, up to the first that the training log has already: whether that is the one to come is known by the
 * version that it begins with, which is `before` for the first alone. Without it there may be none.
 */
export function selectBatchesActivity({ taken, isLogged, fresh }: Selection) {
  return async function selectBatches({ count, ...input }: SelectBatchesInput): Promise<readonly SelectedBatch[]> {
    const made = await taken(input);
    if (made) return [made];
    const batches: SelectedBatch[] = [];
    for (let step = input.step; step < input.step + count; step++) {
      const isFirst = step === input.step && input.before !== undefined;
      if (!isFirst && (await isLogged({ ...input, step }))) break;
      batches.push(await fresh({ ...input, step }));
    }
    return batches;
  };
}

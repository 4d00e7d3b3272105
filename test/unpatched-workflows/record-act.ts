/** In place of `workflows/record-act.ts`: the change that it guards, made as if no run were under way. */
export { recordAct } from '../../workflows/record-act.ts';

export const recordsActs = (): boolean => true;

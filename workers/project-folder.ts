import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkedKey } from '../store/keys.ts';

/** The checkout that this process runs from: base policies and city lists are found relative to it. */
export const projectFolder = new URL('../', import.meta.url);

/** Where what people look at of a run is copied to. Throws `BadName` for a name that would lead elsewhere. */
export const reportsFolder = (run: string): string =>
  join(fileURLToPath(projectFolder), '.rewardmap', 'reports', ...checkedKey(run).split('/'));

import { readFileSync } from 'node:fs';

import type { ServedConfig } from './served-config.ts';

const folder = new URL('../base/openai-tiny/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** The policy of policy/base/openai-tiny, for tests. */
export const smallServed = {
  config: { ...(JSON.parse(read('config.json')) as ServedConfig), chatTemplate: read('chat_template.jinja') },
  tokenizerJson: read('tokenizer.json'),
} as const;

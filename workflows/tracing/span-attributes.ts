import type { Attributes } from '@opentelemetry/api';

import { placeOf, type About } from '../about.ts';

/** Run, stage and step as attributes of a span. */
export const spanAttributes = (about: About): Attributes =>
  Object.fromEntries(Object.entries(placeOf(about)).map(([name, value]) => [`rewardmap.${name}`, value]));

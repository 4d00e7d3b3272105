import { once } from 'node:events';

import { answerLost, passed, putCut, readCut, swallowed, type Treatment } from '../treatments.ts';
import type { Injector } from './scene.ts';

/** Something happens to the next request that it can happen to. */
const nextRequest =
  (treatment: (share: number, struck: () => void) => Treatment): Injector =>
  async ({ world: { proxy }, share, struck, over }) => {
    const done = new AbortController();
    proxy.treat(
      treatment(share, () => {
        struck();
        done.abort();
      }),
    );
    const either = AbortSignal.any([done.signal, over]);
    if (!either.aborted) await once(either, 'abort');
    if (over.aborted) proxy.treat(passed);
  };

export const nextPutCut = nextRequest(putCut);
export const nextReadCut = nextRequest(readCut);
export const nextAnswerLost = nextRequest((_, struck) => answerLost(struck));
export const nextSwallowed = nextRequest((_, struck) => swallowed(struck));

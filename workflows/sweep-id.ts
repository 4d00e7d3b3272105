/** The one id under which a sweep is at work, so that there are never two. */
export const sweepId = 'sweep-store';

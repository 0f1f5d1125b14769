import type { Environment } from './environment.ts';
import type { LiveFeed } from './live-feed.ts';

/** An answer takes a round trip; a new socket takes two or three. */
const ANSWER_MS = 2_500;

/**
 * Asks the live socket for a sign of life when there is reason to doubt it, and replaces it if none comes: TCP notices after minutes.
 * While it is being opened, it tries now.
 */
export function createLineCheck(environment: Environment, feed: LiveFeed): () => void {
  let isAsking = false;

  return () => {
    feed.open();
    if (isAsking) return;
    isAsking = true;
    const cancel = environment.after(ANSWER_MS, () => feed.restart(true));
    feed
      .request({ type: 'heartbeat' })
      // Refused is answered, too; a line that broke meanwhile opens by itself.
      .catch(() => {})
      .finally(() => {
        cancel();
        isAsking = false;
      });
  };
}

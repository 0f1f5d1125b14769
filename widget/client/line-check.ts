import type { StayContext } from './stay-context.ts';

/** An answer takes a round trip; a new socket takes two or three. */
const ANSWER_MS = 2_500;
/** Several links hear of the network at once. */
const AT_ONCE_MS = 500;

/**
 * Asks the live socket for a sign of life when there is reason to doubt it, and replaces it if none comes: TCP notices after minutes.
 * While it is being opened, it tries now; what hangs since the network went, too, when it is known to be back.
 */
export function createLineCheck({ environment, feed, store }: StayContext): (isBack?: boolean) => void {
  let isAsking = false;
  let backAt = 0;

  return (isBack) => {
    feed.open();
    if (isBack && store.snapshot.live === 'connecting' && environment.now() - backAt > AT_ONCE_MS) {
      backAt = environment.now();
      feed.restart(true);
    }
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

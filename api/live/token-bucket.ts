import type { Clock } from '../clock.ts';

export interface RateLimit {
  /** What may be spent at once. */
  burst: number;
  /** What comes back each second. */
  perSecond: number;
}

/** Returns a function that takes one token; false when there is none. */
export function createTokenBucket({ burst, perSecond }: RateLimit, clock: Clock): () => boolean {
  let tokens = burst;
  let filledAt = clock().getTime();
  return () => {
    const now = clock().getTime();
    tokens = Math.min(burst, tokens + (Math.max(0, now - filledAt) / 1000) * perSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

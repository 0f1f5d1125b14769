import type { Clock } from '../clock.ts';
import { createTokenBucket, type RateLimit } from './token-bucket.ts';

/** A token bucket for each key, as it is with `createTokenBucket`. One that is full again is forgotten. */
export function createKeyedBuckets(rate: RateLimit, clock: Clock): (key: string) => boolean {
  const buckets = new Map<string, { take: () => boolean; usedAt: number }>();
  const fullAfterMs = (rate.burst / rate.perSecond) * 1000;
  return (key) => {
    const now = clock().getTime();
    // Those used longest ago come first.
    for (const [old, { usedAt }] of buckets) {
      if (now - usedAt < fullAfterMs) break;
      buckets.delete(old);
    }
    const take = buckets.get(key)?.take ?? createTokenBucket(rate, clock);
    buckets.delete(key);
    buckets.set(key, { take, usedAt: now });
    return take();
  };
}

/** A bucket of `burst` tokens that refills by `perSecond`: what may be spent at once and in the long run. */
export interface RateLimit {
  burst: number;
  perSecond: number;
}

export interface TokenBucket {
  /** Takes `cost` tokens; false, and nothing taken, when there are too few. */
  take(cost: number): boolean;
}

/** `now` in milliseconds. */
export function createTokenBucket({ burst, perSecond }: RateLimit, now: () => number): TokenBucket {
  let tokens = burst;
  let filledAt = now();
  return {
    take(cost) {
      const at = now();
      tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a delivery is tried. */
export const GIVE_UP_AFTER_MS = 24 * HOUR;

/** The pauses after the first attempt, the second, … Together a little less than a day. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  10 * HOUR,
];

/** Up to a tenth of each pause is left out at random, so that what failed together does not come back together. */
const JITTER = 0.1;

interface Failed {
  /** Attempts so far, the failed one included. */
  attempts: number;
  firstAt: Date;
  now: Date;
  /** What the receiver asked for (`Retry-After`); lengthens a pause, never beyond the day. */
  retryAfterMs: number | null;
  /** In [0, 1). */
  random: () => number;
}

/** When to try again what failed; null to give up. */
export function nextAttempt({ attempts, firstAt, now, retryAfterMs, random }: Failed): Date | null {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  const left = firstAt.getTime() + GIVE_UP_AFTER_MS - now.getTime();
  if (delay === undefined || left <= 0) return null;
  const pause = delay * (1 - JITTER * random());
  return new Date(now.getTime() + Math.round(Math.max(pause, Math.min(retryAfterMs ?? 0, left))));
}

/** `Retry-After` (RFC 9110, 10.2.3), seconds or a date, in milliseconds from now; null without or when it cannot be read. */
export function retryAfterOf(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

import { reconnectDelay } from './reconnect-policy.ts';

const RESTART_MS = 1_000;
/** With the waits between them about half a minute. */
const RESTART_ATTEMPTS = 40;

/**
 * How long to wait before attempt 0, 1, 2 … towards a server that is cheap to ask: it restarts within seconds, and so long nobody waits
 * more than a second; then as towards any other.
 */
export function restartDelay(attempt: number, random: () => number): number {
  const delay = reconnectDelay(attempt, random);
  return attempt < RESTART_ATTEMPTS ? Math.min(delay, (RESTART_MS * (1 + random())) / 2) : delay;
}

const FIRST_MS = 300;
const LONGEST_MS = 7_000;
const RESTART_MS = 1_000;
/** With the waits between them about half a minute. */
const RESTART_ATTEMPTS = 40;

/**
 * How long to wait before attempt 0, 1, 2 …: doubling, at most 7 s, with jitter so that a crowd does not come back as one. `crowded`: it
 * is known to be one, and the attempts are spread over the whole time (full jitter).
 */
export function reconnectDelay(attempt: number, random: () => number, crowded = false): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return crowded ? most * random() : (most * (1 + random())) / 2;
}

/** The same towards a server that is cheap to ask: it restarts within seconds, and so long nobody waits more than a second. */
export function restartDelay(attempt: number, random: () => number): number {
  const delay = reconnectDelay(attempt, random);
  return attempt < RESTART_ATTEMPTS ? Math.min(delay, (RESTART_MS * (1 + random())) / 2) : delay;
}

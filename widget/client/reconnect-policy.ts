const FIRST_MS = 300;
const LONGEST_MS = 7_000;

/**
 * How long to wait before attempt 0, 1, 2 …: doubling, at most 7 s, with jitter so that a crowd does not come back as one. `crowded`: it
 * is known to be one, and the attempts are spread over the whole time (full jitter).
 */
export function reconnectDelay(attempt: number, random: () => number, crowded = false): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return crowded ? most * random() : (most * (1 + random())) / 2;
}

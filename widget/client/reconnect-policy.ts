const FIRST_MS = 300;
const LONGEST_MS = 7_000;

/** How long to wait before attempt 0, 1, 2 …: doubling, at most 7 s, with jitter so that a crowd does not come back as one. */
export function reconnectDelay(attempt: number, random: () => number): number {
  return (Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (1 + random())) / 2;
}

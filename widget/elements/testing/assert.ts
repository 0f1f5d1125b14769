/** The few assertions the browser tests need; a failure shows both sides. */
export function equal(actual: unknown, expected: unknown, about = ''): void {
  const [left, right] = [actual, expected].map((value) => JSON.stringify(value) ?? String(value));
  if (left !== right) throw new Error(`${about}\nactual:   ${left}\nexpected: ${right}`);
}

export function ok(value: unknown, about: string): asserts value {
  if (!value) throw new Error(about);
}

/** A turn of the event loop. (A page in the background has no animation frames.) */
export const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Waits until `probe` gives something. */
export async function until<T>(
  probe: () => T | undefined | null | false,
  about: string,
  patienceMs = 10_000,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = probe();
    if (value) return value;
    if (performance.now() > end) throw new Error(`Never happened: ${about}`);
    await turn();
  }
}

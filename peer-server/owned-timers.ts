/** Timers of a third party that offers no way to stop them. */
export interface OwnedTimers {
  /** Runs `fn`; every timeout it sets, and every timeout those set in turn, belongs to this owner. */
  run(fn: () => void): void;
  /** Clears them all; none can be set any more. */
  stop(): void;
}

/**
 * Catches timeouts where they are set: the global `setTimeout` is ours for the length of one synchronous call, in which no other
 * code runs, and is put back at once. The timers keep no process alive.
 */
export function createOwnedTimers(): OwnedTimers {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  function run(fn: () => void): void {
    const original = globalThis.setTimeout;
    const owned = <A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): NodeJS.Timeout => {
      const timer = original(() => {
        timers.delete(timer);
        run(() => callback(...args));
      }, ms);
      timer.unref();
      if (stopped) clearTimeout(timer);
      else timers.add(timer);
      return timer;
    };
    globalThis.setTimeout = Object.assign(owned, { __promisify__: original.__promisify__ });
    try {
      fn();
    } finally {
      globalThis.setTimeout = original;
    }
  }

  return {
    run,
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

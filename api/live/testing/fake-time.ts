import type { Clock } from '../../clock.ts';
import type { Timers } from '../timers.ts';

interface Due {
  at: number;
  everyMs?: number;
  run: () => void;
}

/** Time that stands still until it is moved. */
export interface FakeTime {
  clock: Clock;
  timers: Timers;
  /** Moves time, running what falls due on the way, in order. */
  advance(ms: number): void;
  /** How many timers are set. */
  pending(): number;
}

export function createFakeTime(start = Date.now()): FakeTime {
  let now = start;
  const queue = new Set<Due>();

  function add(due: Due): () => void {
    queue.add(due);
    return () => queue.delete(due);
  }

  return {
    clock: () => new Date(now),
    timers: {
      after: (ms, run) => add({ at: now + ms, run }),
      every: (ms, run) => add({ at: now + ms, everyMs: ms, run }),
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...queue].sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > end) break;
        now = next.at;
        if (next.everyMs === undefined) queue.delete(next);
        else next.at += next.everyMs;
        next.run();
      }
      now = end;
    },
    pending: () => queue.size,
  };
}

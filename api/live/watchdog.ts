import type { Clock } from '../clock.ts';
import type { Cancel, Timers } from './timers.ts';

/** Barks once nothing was heard for `ttlMs`. Hearing costs no timer: the running one looks again. */
export class Watchdog {
  readonly #options: { ttlMs: number; clock: Clock; timers: Timers; bark: () => void };
  #heardAt: number;
  #cancel: Cancel;

  constructor(options: { ttlMs: number; clock: Clock; timers: Timers; bark: () => void }) {
    this.#options = options;
    this.#heardAt = options.clock().getTime();
    this.#cancel = this.#wait(options.ttlMs);
  }

  heard(): void {
    this.#heardAt = this.#options.clock().getTime();
  }

  stop(): void {
    this.#cancel();
  }

  #wait(ms: number): Cancel {
    const { ttlMs, clock, timers, bark } = this.#options;
    return timers.after(ms, () => {
      const left = this.#heardAt + ttlMs - clock().getTime();
      if (left > 0) this.#cancel = this.#wait(left);
      else bark();
    });
  }
}

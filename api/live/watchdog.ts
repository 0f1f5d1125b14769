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

  /** How long it would wait from now on, in milliseconds. */
  get left(): number {
    return Math.max(0, this.#heardAt + this.#options.ttlMs - this.#options.clock().getTime());
  }

  heard(): void {
    this.#heardAt = this.#options.clock().getTime();
  }

  stop(): void {
    this.#cancel();
  }

  #wait(ms: number): Cancel {
    const { timers, bark } = this.#options;
    return timers.after(ms, () => {
      if (this.left > 0) this.#cancel = this.#wait(this.left);
      else bark();
    });
  }
}

import { SPEAKING_INTERVAL_MS } from '../../protocol/limits.ts';
import type { Cancel, Timers } from './timers.ts';

/** One participant's speaking, told no more often than every SPEAKING_INTERVAL_MS; the last state always comes through. */
export class Speech {
  readonly #tell: (speaking: boolean) => void;
  readonly #timers: Timers;
  #told = false;
  #wanted = false;
  #cancel: Cancel | null = null;

  constructor(tell: (speaking: boolean) => void, timers: Timers) {
    this.#tell = tell;
    this.#timers = timers;
  }

  set(speaking: boolean): void {
    this.#wanted = speaking;
    if (!this.#cancel) this.#settle();
  }

  /** Tells at once that it is over, whenever it was told last. */
  silence(): void {
    this.#wanted = false;
    if (!this.#told) return;
    this.stop();
    this.#settle();
  }

  /** Tells nothing more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #settle(): void {
    if (this.#wanted === this.#told) return;
    this.#told = this.#wanted;
    this.#cancel = this.#timers.after(SPEAKING_INTERVAL_MS, () => {
      this.#cancel = null;
      this.#settle();
    });
    this.#tell(this.#told);
  }
}

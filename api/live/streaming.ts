import type { Cause } from '../bus/bus.ts';

/** Whether one participant's microphone is live, as the others are told: never while the room does not let it be heard. */
export class Streaming {
  readonly #tell: (live: boolean, cause?: Cause) => Promise<void>;
  #live = false;
  #isAllowed: boolean;
  #told = false;

  constructor(tell: (live: boolean, cause?: Cause) => Promise<void>, isAllowed: boolean) {
    this.#tell = tell;
    this.#isAllowed = isAllowed;
  }

  async set(live: boolean, cause?: Cause): Promise<void> {
    this.#live = live;
    await this.#settle(cause);
  }

  async allow(isAllowed: boolean): Promise<void> {
    this.#isAllowed = isAllowed;
    await this.#settle();
  }

  async #settle(cause?: Cause): Promise<void> {
    const live = this.#live && this.#isAllowed;
    if (live === this.#told) return;
    this.#told = live;
    await this.#tell(live, cause);
  }
}

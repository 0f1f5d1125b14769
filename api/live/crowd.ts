import { ApiError } from '../http/errors.ts';

/** How many live sockets each network has open at this instance. */
export class Crowd {
  readonly #open = new Map<string, number>();
  readonly #most: number;

  /** `most`: 0 for no limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Throws `rate_limited` when the network has as many as it may have. */
  refuseMore(network: string): void {
    if (this.#most === 0 || (this.#open.get(network) ?? 0) < this.#most) return;
    throw new ApiError('rate_limited', `At most ${this.#most} live sockets of one network address.`);
  }

  enter(network: string): void {
    this.#open.set(network, (this.#open.get(network) ?? 0) + 1);
  }

  leave(network: string): void {
    const left = (this.#open.get(network) ?? 0) - 1;
    if (left > 0) this.#open.set(network, left);
    else this.#open.delete(network);
  }
}

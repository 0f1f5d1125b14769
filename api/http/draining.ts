import type { Middleware } from 'koa';
import { ApiError } from './errors.ts';

/** How long requests under way may take to end when the server goes away. */
export const DRAIN_MS = 10_000;

/** Knows which requests are under way, so that the server can end after them. */
export class Draining {
  readonly #underWay = new Set<Promise<unknown>>();
  #leaving = false;

  readonly middleware: Middleware = async (ctx, next) => {
    if (this.#leaving) {
      throw new ApiError('unavailable', 'The server is going away.', {
        headers: { Connection: 'close', 'Retry-After': '1' },
      });
    }
    const request = next();
    this.#underWay.add(request);
    try {
      await request;
    } finally {
      this.#underWay.delete(request);
      if (this.#leaving) ctx.set('Connection', 'close');
    }
  };

  /** From now on requests are refused; resolves when those under way have ended. */
  async drain(): Promise<void> {
    this.#leaving = true;
    await Promise.allSettled(this.#underWay);
  }
}

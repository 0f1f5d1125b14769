import type { Page } from '../../protocol/rest.ts';
import type { CallOptions, Send } from './transport.ts';

/** What every list may be asked. */
export interface PageOptions {
  /** Of one page, 1-100; 50. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * A list, asked for page by page as it is gone through: `for await (const room of voice.rooms.list())`. What stays in it is seen once,
 * though others come and go meanwhile.
 */
export class List<T> implements AsyncIterable<T> {
  readonly #load: (cursor: string | undefined) => Promise<Page<T>>;
  readonly #cursor: string | undefined;

  constructor(load: (cursor: string | undefined) => Promise<Page<T>>, cursor: string | undefined) {
    this.#load = load;
    this.#cursor = cursor;
  }

  /** The one page. */
  page(): Promise<Page<T>> {
    return this.#load(this.#cursor);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    let cursor = this.#cursor;
    for (;;) {
      const { data, nextCursor } = await this.#load(cursor);
      yield* data;
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  }

  /** All of it. */
  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const one of this) all.push(one);
    return all;
  }
}

export function list<T>(send: Send, path: string, query: PageOptions = {}, options?: CallOptions): List<T> {
  const load = async (cursor: string | undefined) =>
    (await send('GET', path, { ...options, query: { ...query, cursor } })).body as Page<T>;
  return new List(load, query.cursor);
}

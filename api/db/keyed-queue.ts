import { Fifo } from './fifo.ts';

interface Line {
  fifo: Fifo;
  waiting: number;
}

/** Runs the work for one key in the order it came, and for different keys side by side. */
export class KeyedQueue {
  readonly #lines = new Map<string, Line>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { fifo: new Fifo(), waiting: 0 };
    this.#lines.set(key, line);
    line.waiting += 1;
    const done = await line.fifo.take();
    try {
      return await work();
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.#lines.delete(key);
      done();
    }
  }

  /** How many keys have work just now. */
  get size(): number {
    return this.#lines.size;
  }
}

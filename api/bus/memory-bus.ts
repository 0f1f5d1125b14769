import type { PassingEvent, RoomEvent, RoomMessage } from '../../protocol/live-events.ts';
import type { Bus, BusListener, Cause } from './bus.ts';

/** How long the number of a closed room is remembered, for those who still ask. */
const KEEP_CLOSED_MS = 60_000;

/** The bus of a single process. */
export class MemoryBus implements Bus {
  readonly #seqs = new Map<string, number>();
  readonly #forgetting = new Set<NodeJS.Timeout>();
  readonly #listeners = new Set<BusListener>();

  async publish(event: RoomEvent, cause?: Cause): Promise<RoomMessage> {
    const seq = (this.#seqs.get(event.roomId) ?? 0) + 1;
    this.#seqs.set(event.roomId, seq);
    if (event.type === 'room:closed') this.#forgetLater(event.roomId);
    const message: RoomMessage = { ...event, seq };
    for (const listener of this.#listeners) listener(message, cause);
    return message;
  }

  async pass(event: PassingEvent, cause?: Cause): Promise<void> {
    for (const listener of this.#listeners) listener(event, cause);
  }

  async seq(roomId: string): Promise<number> {
    return this.#seqs.get(roomId) ?? 0;
  }

  /** There is no other instance: a room's changes queue up in this one. */
  alone<T>(_roomId: string, work: () => Promise<T>): Promise<T> {
    return work();
  }

  async claim(): Promise<void> {}
  onClaim(): void {}
  onGap(): void {}
  async ready(): Promise<void> {}

  subscribe(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    for (const timer of this.#forgetting) clearTimeout(timer);
    this.#forgetting.clear();
    this.#listeners.clear();
  }

  #forgetLater(roomId: string): void {
    const timer = setTimeout(() => {
      this.#forgetting.delete(timer);
      this.#seqs.delete(roomId);
    }, KEEP_CLOSED_MS);
    this.#forgetting.add(timer);
    timer.unref();
  }
}

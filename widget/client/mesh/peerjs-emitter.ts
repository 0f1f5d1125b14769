/** Stands in for the eventemitter3 inside PeerJS, of which it needs this much. */
type Listener = (...values: unknown[]) => void;

export class EventEmitter {
  #listeners = new Map<string, Listener[]>();

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  emit(event: string, ...values: unknown[]): boolean {
    const listeners = this.#listeners.get(event) ?? [];
    for (const listener of listeners) Reflect.apply(listener, this, values);
    return listeners.length > 0;
  }

  removeAllListeners(): this {
    this.#listeners.clear();
    return this;
  }
}

import type { Environment } from '../client/environment.ts';

/** The name last typed into a lobby of one server, on this browser. Storage may be absent, full or forbidden. */
export class RememberedName {
  readonly #typed = new Map<string, string>();
  readonly #storage: Environment['storage'];

  constructor(storage: Environment['storage']) {
    this.#storage = storage;
  }

  get(server: string): string {
    try {
      return this.#typed.get(server) ?? this.#storage?.getItem(`voice-room:name:${server}`) ?? '';
    } catch {
      return '';
    }
  }

  set(server: string, name: string): void {
    this.#typed.set(server, name);
    try {
      this.#storage?.setItem(`voice-room:name:${server}`, name);
    } catch {
      // Then it is asked again on the next page.
    }
  }
}

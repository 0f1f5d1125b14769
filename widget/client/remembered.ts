import type { Environment } from './environment.ts';

/** What a person last gave of themselves to one server, on this browser. Storage may be absent, full or forbidden. */
export class Remembered {
  readonly #given = new Map<string, string>();
  readonly #storage: Environment['storage'];
  readonly #what: string;

  constructor(storage: Environment['storage'], what: 'name' | 'picture' | 'agent-key') {
    this.#storage = storage;
    this.#what = what;
  }

  get(server: string): string {
    try {
      return this.#given.get(server) ?? this.#storage?.getItem(`voice-room:${this.#what}:${server}`) ?? '';
    } catch {
      return '';
    }
  }

  set(server: string, value: string): void {
    this.#given.set(server, value);
    try {
      this.#storage?.setItem(`voice-room:${this.#what}:${server}`, value);
    } catch {
      // Then it is asked again on the next page.
    }
  }
}

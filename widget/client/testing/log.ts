/** Things that happened, in order; each can be waited for. */
export class Log<T> {
  readonly items: T[] = [];
  readonly #looks = new Set<() => void>();

  push(item: T): void {
    this.items.push(item);
    for (const look of [...this.#looks]) look();
  }

  /** The first item from `start` on for which `matches`. */
  until(matches: (item: T) => boolean, start = 0): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.items.slice(start).find(matches);
        if (found === undefined) return;
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }
}

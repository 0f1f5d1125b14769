import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RoomClient } from '../client/room-client.ts';
import type { RoomSnapshot } from '../client/room-snapshot.ts';
import { EMPTY_SNAPSHOT } from '../client/room-store.ts';
import { sameItems } from './same-items.ts';

/** Subscribes its host to the values that `select` takes from the snapshot; the host renders again only when one changed. */
export class SnapshotSlice<T extends readonly unknown[]> implements ReactiveController {
  value: T;
  readonly #update: (snapshot: RoomSnapshot) => void;
  #client: RoomClient | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, select: (snapshot: RoomSnapshot) => T) {
    this.value = select(EMPTY_SNAPSHOT);
    this.#update = (snapshot) => {
      const value = select(snapshot);
      if (sameItems(value, this.value)) return;
      this.value = value;
      host.requestUpdate();
    };
    host.addController(this);
  }

  /** The client to look at from now on. */
  follow(client: RoomClient | undefined): void {
    this.#client = client;
    this.hostDisconnected();
    this.#update(client?.snapshot ?? EMPTY_SNAPSHOT);
    this.#unsubscribe = client?.subscribe(this.#update);
  }

  hostConnected(): void {
    if (!this.#unsubscribe) this.follow(this.#client);
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}

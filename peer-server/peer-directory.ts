import type { PeerLink } from './peer-adapter.ts';

/** A peer who is connected here. */
export interface LocalPeer {
  readonly id: string;
  /** Null until it is in one. */
  readonly room: string | null;
  readonly link: PeerLink;
  send(message: object): void;
  /** Ends its socket without waiting for the other side. */
  terminate(): void;
}

/** Who is connected to this instance. */
export interface PeerDirectory {
  /** null: in none yet. undefined: not here. */
  roomOf(id: string): string | null | undefined;
  get(id: string): LocalPeer | undefined;
  add(peer: LocalPeer): void;
  /** Forgets this very peer; a newer one of the same id stays. */
  remove(peer: LocalPeer): void;
}

export function createPeerDirectory(): PeerDirectory {
  const peers = new Map<string, LocalPeer>();
  return {
    roomOf: (id) => peers.get(id)?.room,
    get: (id) => peers.get(id),
    add: (peer) => void peers.set(peer.id, peer),
    remove(peer) {
      if (peers.get(peer.id) === peer) peers.delete(peer.id);
    },
  };
}

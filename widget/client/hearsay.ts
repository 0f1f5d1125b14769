import type { PeerWord } from '../../protocol/peer-messages.ts';
import type { LinkState } from './room-state.ts';
import type { RoomWatch } from './room-watch.ts';

/**
 * What the others say of their own sound from browser to browser. It is quicker than the server, and comes when no server can tell: while
 * the connection to somebody stands, their own word counts.
 */
export interface Hearsay {
  said(participantId: string, word: PeerWord): void;
  /** After every message of the server, which may be older than the word. */
  apply(): void;
  follow(links: ReadonlyMap<string, LinkState>): void;
}

export function createHearsay(watch: RoomWatch): Hearsay {
  const words = new Map<string, PeerWord>();

  function apply(): void {
    const participants = new Map(watch.state.participants);
    let isNew = false;
    for (const [id, word] of words) {
      const known = participants.get(id);
      if (!known || (known.muted === word.muted && known.deafened === word.deafened)) continue;
      participants.set(id, { ...known, ...word });
      isNew = true;
    }
    if (isNew) watch.update({ participants });
  }

  return {
    said(participantId, word) {
      words.set(participantId, word);
      apply();
    },
    apply,
    follow(links) {
      for (const id of words.keys()) if (links.get(id) !== 'connected') words.delete(id);
    },
  };
}
